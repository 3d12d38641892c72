-- Reads one job wherever it is, in one snapshot, so that a job on the move is never missed.
select
  id, definition_id, lane, priority,
  case when state = 2 then 3 when due_at <= coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000) then 2 else 1 end,
  created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count, claim_no,
  session_id, attempted_at, null, duration, expires_at,
  0, cancel_requested, parked_reason,
  trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, error, progress, progress_text, metadata,
  null, payload
from {t}job where id = $id
union all
select
  id, definition_id, lane, priority, state, created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count, claim_no,
  session_id, attempted_at, finalized_at, duration, expires_at, 0, 0, null,
  trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, error, progress, progress_text, metadata,
  result, payload
from {t}job_failed where id = $id
union all
select
  id, definition_id, lane, priority, state, created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count, claim_no,
  session_id, attempted_at, finalized_at, duration, expires_at, 0, 0, null,
  trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, error, progress, progress_text, metadata,
  result, payload
from {t}job_history where id = $id;
