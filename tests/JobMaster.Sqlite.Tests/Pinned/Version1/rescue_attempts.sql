-- Keeps the lost attempts of orphaned jobs that will wait again.
insert into {t}job_attempt (
  job_id, claim_no, session_id, attempted_at, ended_at, duration, result, error, progress, progress_text)
select
  id, claim_no, session_id, attempted_at, coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000), null, 6, null, progress, progress_text
from {t}job
where id in (select unhex(value) from json_each($ids)) and state = 2
on conflict do nothing;
