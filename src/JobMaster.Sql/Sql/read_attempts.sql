-- Reads the newest attempts before a given one that did not end the job, oldest first.
select claim_no, session_id, attempted_at, ended_at, duration, result, error, progress, progress_text, payload
from (
  select claim_no, session_id, attempted_at, ended_at, duration, result, error, progress, progress_text, payload
  from {t}job_attempt where job_id = @id and claim_no < @before
  order by claim_no desc limit @limit) newest
order by claim_no;
