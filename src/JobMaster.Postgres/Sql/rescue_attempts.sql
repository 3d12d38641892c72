-- Keeps the lost attempts of orphaned jobs that will wait again.
-- Looks jobs up by id, not through the index of running jobs, as finish_jobs.sql does.
insert into {t}job_attempt (
  job_id, claim_no, session_id, attempted_at, ended_at, duration, result, error, progress, progress_text)
select
  id, claim_no, session_id, attempted_at, coalesce(@now, statement_timestamp()), null, 6, null, progress, progress_text
from {t}job
where id = any (array(select value::uuid from json_array_elements_text(@ids) value)) and state + 0 = 2
on conflict do nothing;
