-- Moves to the failed jobs those whose running attempt failed for good (kind 2), the attempt counted.
-- Looks jobs up as finish_jobs.sql does.
with outcome as materialized (
  select * from json_to_recordset(@outcomes) as outcome (
    id uuid, claim_no integer, kind integer, duration bigint, delay bigint, error text, result text,
    progress double precision, progress_text text, parked_reason integer)),
gone as (
  delete from {t}job
  where id = any (array(select id from outcome where kind = 2)) and state + 0 = 2
    and ((id, claim_no) in (select id, claim_no from outcome where kind = 2)) is true
  returning *)
insert into {t}job_failed (
  id, definition_id, lane, priority, state, finalized_at, created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count,
  claim_no, session_id, attempted_at, duration, expires_at, trigger_source, recurring_schedule_id, tenant, idempotency_key,
  trace_parent, error, progress, progress_text, metadata, payload, result, last_result)
select
  job.id, job.definition_id, job.lane, job.priority, 5, coalesce(@now, statement_timestamp()),
  job.created_at, job.scheduled_at, job.due_at, job.timeout, job.max_retries, job.failures + 1, job.lost_count,
  job.claim_no, job.session_id, job.attempted_at, outcome.duration, job.expires_at, job.trigger_source, job.recurring_schedule_id, job.tenant,
  job.idempotency_key, job.trace_parent, coalesce(outcome.error, job.error), coalesce(outcome.progress, job.progress),
  coalesce(outcome.progress_text, job.progress_text), job.metadata, job.payload, null, 2
from gone job
full join outcome on outcome.id = job.id and outcome.claim_no = job.claim_no
where case when job.id is null then false else true end
returning id, claim_no;
