-- Moves failed jobs back to the live ones, due now, failures and losses forgotten, the claim number kept; returns which.
with gone as (
  delete from {t}job_failed where id = any (array(select value::uuid from json_array_elements_text(@ids) value))
  returning *)
insert into {t}job (
  id, definition_id, lane, priority, state, created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count, claim_no,
  session_id, attempted_at, duration, expires_at, trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, error, progress, progress_text, metadata, payload)
select
  id, definition_id, lane, priority, 0, created_at, scheduled_at, coalesce(@now, statement_timestamp()),
  timeout, max_retries, 0, 0, claim_no, session_id, attempted_at, duration, expires_at, trigger_source, recurring_schedule_id,
  tenant, idempotency_key, trace_parent, error, progress, progress_text, metadata, payload
from gone
returning id, lane, priority, due_at;
