-- A final job as JobRow reads it, up to its result.
id, definition_id, lane, priority, state, created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count, claim_no,
  session_id, attempted_at, finalized_at, duration, expires_at, 0, 0, cast(null as {integer}),
  trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, scheduled_by, error, progress, progress_text,
  metadata, result, limits
