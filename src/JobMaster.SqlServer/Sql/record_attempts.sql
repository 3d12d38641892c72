-- Stores the running attempts that end without ending their job: retried (kind 4), snoozed (5), released (6) or parked (7).
insert into {t}job_attempt (
  job_id, claim_no, session_id, attempted_at, ended_at, duration, result, error, progress, progress_text)
select
  job.id, job.claim_no, job.session_id, job.attempted_at, {now},
  outcome.duration, case outcome.kind when 4 then 2 when 5 then 4 when 6 then 5 else 7 end, outcome.error,
  coalesce(outcome.progress, job.progress), coalesce(outcome.progress_text, job.progress_text)
from ({outcomes}) outcome
join {t}job job on job.id = outcome.id and job.claim_no = outcome.claim_no and job.state = 2
where outcome.kind >= 4 and job.cancel_requested = 0;
