-- Deletes the definitions that no node has had for longer than the retention, except those that one is writing right now.
delete from {t}definition
where hash in (
  select hash from {t}definition
  where last_seen_at < {kept_since}
  order by hash
  {skip_locked});
