-- Stores the running attempts that end without ending their job: retried (kind 4), snoozed (5), released (6) or parked (7). Looks jobs up
-- as leave_jobs.sql does.
with outcome as materialized (
  {outcomes}),
running as (
  select id, claim_no, session_id, attempted_at, progress, progress_text
  from {t}job
  where id = any (array(select id from outcome where kind >= 4)) and state + 0 = 2 and not cancel_requested
    and ((id, claim_no) in (select id, claim_no from outcome where kind >= 4)) is true)
insert into {t}job_attempt (
  job_id, claim_no, session_id, attempted_at, ended_at, duration, result, error, progress, progress_text)
select
  job.id, job.claim_no, job.session_id, job.attempted_at, {now},
  outcome.duration, case outcome.kind when 4 then 2 when 5 then 4 when 6 then 5 else 7 end, outcome.error,
  coalesce(outcome.progress, job.progress), coalesce(outcome.progress_text, job.progress_text)
from running job
full join outcome on outcome.id = job.id and outcome.claim_no = job.claim_no
where case when job.id is null then false else true end
on conflict do nothing;
