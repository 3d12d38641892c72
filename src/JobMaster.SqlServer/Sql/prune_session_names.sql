-- Deletes up to a limit of names of sessions that ended longer ago than the retention; skips those that are locked.
with old as (
  select top (@limit) id from {t}session_name {free} where ended_at < {kept_since} order by ended_at)
delete from old;
