-- Frees up to a limit of keys whose time is over; skips those that are locked.
with old as (
  select top (@limit) key_hash from {t}job_key {free} where expires_at <= {now} order by expires_at)
delete from old;
