-- Deletes up to a limit of names of sessions that ended longer ago than the retention; skips those that are locked.
delete from {t}session_name
where id in (
  select id from {t}session_name
  where ended_at < {kept_since}
  order by ended_at
  limit @limit
  {skip_locked});
