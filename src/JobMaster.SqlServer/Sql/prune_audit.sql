-- Deletes up to a limit of audit entries older than the retention, the oldest first; skips those that are locked.
with old as (
  select top (@limit) id from {t}audit {free} where filed_at < {kept_since} order by filed_at)
delete from old;
