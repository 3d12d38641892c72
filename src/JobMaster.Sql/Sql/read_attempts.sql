-- Reads the attempts that did not end a job, oldest first.
select claim_no, session_id, attempted_at, ended_at, duration, result, error, progress, progress_text, payload
from {t}job_attempt where job_id = @id order by claim_no;
