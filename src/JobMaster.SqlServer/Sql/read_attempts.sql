-- Reads the newest attempts before a given one that did not end the job, oldest first.
select
  newest.claim_no, newest.session_id, newest.attempted_at, newest.ended_at, newest.duration, newest.result, newest.error, newest.progress,
  newest.progress_text, newest.payload
from (
  select top (@limit) claim_no, session_id, attempted_at, ended_at, duration, result, error, progress, progress_text, payload
  from {t}job_attempt where job_id = @id and claim_no < @before
  order by claim_no desc) newest
order by newest.claim_no;
