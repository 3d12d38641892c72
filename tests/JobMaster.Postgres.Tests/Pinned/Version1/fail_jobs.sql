-- Moves to the failed jobs those whose running attempt failed for good (kind 2), the attempt counted.
with outcome as materialized (
  select * from json_to_recordset(@outcomes) as outcome (
    id uuid, claim_no integer, kind integer, duration bigint, delay bigint, error text, result text,
    progress double precision, progress_text text, parked_reason integer)),
gone as (
  delete from {t}job job
  using outcome
  where job.id = outcome.id and job.claim_no = outcome.claim_no and job.state = 2
    and outcome.kind = 2
  returning
    job.*, outcome.kind, outcome.duration as final_duration, outcome.error as final_error, outcome.result,
    outcome.progress as final_progress, outcome.progress_text as final_progress_text)
insert into {t}job_failed (
  id, definition_id, lane, priority, state, finalized_at, created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count,
  claim_no, session_id, attempted_at, duration, expires_at, trigger_source, recurring_schedule_id, tenant, idempotency_key,
  trace_parent, error, progress, progress_text, metadata, payload, result, last_result)
select
  id, definition_id, lane, priority, 5, coalesce(@now, statement_timestamp()),
  created_at, scheduled_at, due_at, timeout, max_retries, failures + 1, lost_count,
  claim_no, session_id, attempted_at, final_duration, expires_at, trigger_source, recurring_schedule_id, tenant, idempotency_key,
  trace_parent, coalesce(final_error, error), coalesce(final_progress, progress), coalesce(final_progress_text, progress_text), metadata, payload,
  null, 2
from gone
returning id, claim_no;
