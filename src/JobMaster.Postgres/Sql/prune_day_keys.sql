-- Frees up to a limit of keys of the given jobs, except keys whose time is not over; skips those that are locked. Returns how many.
with found as (
  select ctid as place from {t}job_key
  where job_id {in_ids} and (expires_at is null or expires_at <= {now})
  limit @limit
  for update skip locked
), deleted as (
  delete from {t}job_key where ctid = any (array(select place from found))
)
select count(*) from found;
