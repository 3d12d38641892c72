-- Stores the last attempt of failed jobs, which was part of the job itself until now, with its payload if that is about to be replaced. A
-- job that no worker has run failed when it was delivered.
update kept set payload = coalesce(case when @keeps_payload = 1 then failed.payload end, kept.payload)
from {t}job_failed failed
join {t}job_attempt kept on kept.job_id = failed.id and kept.claim_no = failed.claim_no
where failed.id {in_ids} and (failed.attempted_at is not null or @keeps_payload = 1);
insert into {t}job_attempt (
  job_id, claim_no, session_id, attempted_at, ended_at, duration, result, error, progress, progress_text, payload)
select
  id, claim_no, session_id, coalesce(attempted_at, finalized_at), finalized_at, duration, last_result, error, progress, progress_text,
  case when @keeps_payload = 1 then payload end
from {t}job_failed
where id {in_ids} and (attempted_at is not null or @keeps_payload = 1);
