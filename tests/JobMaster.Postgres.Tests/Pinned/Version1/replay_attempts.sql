-- Locks failed jobs and keeps their last attempt, which until now stood on the job itself.
with failed as materialized (
  select * from {t}job_failed where id = any (array(select value::uuid from json_array_elements_text(@ids) value)) for update)
insert into {t}job_attempt (
  job_id, claim_no, session_id, attempted_at, ended_at, duration, result, error, progress, progress_text)
select id, claim_no, session_id, attempted_at, finalized_at, duration, last_result, error, progress, progress_text
from failed
where attempted_at is not null
on conflict do nothing;
