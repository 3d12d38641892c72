-- Stores the attempts of jobs whose worker was lost.
insert into {t}job_attempt (job_id, claim_no, session_id, attempted_at, ended_at, duration, result, error, progress, progress_text)
select id, claim_no, session_id, attempted_at, {now}, null, 6, null, progress, progress_text
from {t}job force index (job_id)
where id {in_ids} and state = 2
on duplicate key update {t}job_attempt.result = {t}job_attempt.result;
