-- Copies failed jobs back to the live ones, due now, failures and losses forgotten, the claim number kept; returns which.
insert into {t}job (
  id, definition_id, lane, priority, state, created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count, claim_no,
  session_id, attempted_at, duration, expires_at, trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, error, progress, progress_text, metadata, payload)
select
  id, definition_id, lane, priority, 0, created_at, scheduled_at, coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000),
  timeout, max_retries, 0, 0, claim_no, session_id, attempted_at, duration, expires_at, trigger_source, recurring_schedule_id,
  tenant, idempotency_key, trace_parent, error, progress, progress_text, metadata, payload
from {t}job_failed
where id in (select unhex(value) from json_each($ids))
returning id, lane, priority, due_at;
