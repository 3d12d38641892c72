-- Stores the lost attempts of orphaned jobs that will wait again.
insert into {t}job_attempt (job_id, claim_no, session_id, attempted_at, ended_at, duration, result, error, progress, progress_text)
select id, claim_no, session_id, attempted_at, {now}, null, 6, null, progress, progress_text
from {t}job
where id {in_ids} and state = 2;
