-- Deletes up to a limit of occurrences stored longer ago than the retention; skips those that are locked.
with old as (
  select top (@limit) schedule_id from {t}schedule_occurrence {free} where filed_at < {kept_since} order by filed_at)
delete from old;
