-- A job just claimed as JobRow reads it, and its place in the order of insertion.
id, definition_id, lane, priority, 3, created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count, claim_no,
  session_id, attempted_at, null, duration, expires_at, {late},
  cast(cancel_requested as {integer}), parked_reason, trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent,
  scheduled_by, error, progress, progress_text, metadata, null, limits, payload, seq
