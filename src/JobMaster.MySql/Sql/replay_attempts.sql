-- Stores the attempts that are part of failed jobs. A job that no worker has run failed when it was delivered.
insert into {t}job_attempt (
  job_id, claim_no, session_id, attempted_at, ended_at, duration, result, error, progress, progress_text, payload)
select
  id, claim_no, session_id, coalesce(attempted_at, finalized_at), finalized_at, duration, last_result, error, progress, progress_text,
  case when @keeps_payload then payload end
from {t}job_failed
where id {in_ids} and (attempted_at is not null or @keeps_payload)
on duplicate key update payload = coalesce(values(payload), {t}job_attempt.payload);
