-- Moves to history the jobs whose running attempt succeeded (kind 1) or was cancelled (3), and those asked to stop that would wait again (4 to 7).
with outcome as materialized (
  select * from json_to_recordset(@outcomes) as outcome (
    id uuid, claim_no integer, kind integer, duration bigint, delay bigint, error text, result text,
    progress double precision, progress_text text, parked_reason integer)),
gone as (
  delete from {t}job job
  using outcome
  where job.id = outcome.id and job.claim_no = outcome.claim_no and job.state = 2
    and (outcome.kind in (1, 3) or (outcome.kind >= 4 and job.cancel_requested))
  returning
    job.*, outcome.kind, outcome.duration as final_duration, outcome.error as final_error, outcome.result,
    outcome.progress as final_progress, outcome.progress_text as final_progress_text)
insert into {t}job_history (
  id, definition_id, lane, priority, state, finalized_at, created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count,
  claim_no, session_id, attempted_at, duration, expires_at, trigger_source, recurring_schedule_id, tenant, idempotency_key,
  trace_parent, error, progress, progress_text, metadata, payload, result)
select
  id, definition_id, lane, priority, case when kind = 1 then 4 else 6 end, coalesce(@now, statement_timestamp()),
  created_at, scheduled_at, due_at, timeout, max_retries, failures + (kind = 4)::integer, lost_count,
  claim_no, session_id, attempted_at, final_duration, expires_at, trigger_source, recurring_schedule_id, tenant, idempotency_key,
  trace_parent, coalesce(final_error, error), coalesce(final_progress, progress), coalesce(final_progress_text, progress_text), metadata, payload,
  case when kind = 1 then result end
from gone
returning id, claim_no;
