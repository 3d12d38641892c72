-- Keeps the last attempt of failed jobs, which until now stood on the job itself.
insert into {t}job_attempt (job_id, claim_no, session_id, attempted_at, ended_at, duration, result, error, progress, progress_text)
select id, claim_no, session_id, attempted_at, finalized_at, duration, last_result, error, progress, progress_text
from {t}job_failed
where id {in_ids} and attempted_at is not null
on conflict do nothing;
