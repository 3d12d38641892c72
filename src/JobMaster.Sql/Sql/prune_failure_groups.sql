-- Deletes up to a limit of groups that had no job for their retention and are not muted; skips those that are locked.
delete from {t}failure_group
where fingerprint in (
  select fingerprint from {t}failure_group
  where jobs = 0 and (last_at is null or last_at < {kept_since}) and (muted_until is null or muted_until < {now})
  order by fingerprint
  limit @limit
  {skip_locked});
