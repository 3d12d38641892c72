-- A live job as JobRow reads it, up to its result.
id, definition_id, lane, priority,
  case when state = 2 then 3 when due_at > {now} then 1 when state = 7 then 7 else 2 end,
  created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count, claim_no,
  session_id, attempted_at, {no_time}, duration, expires_at, 0, cast(cancel_requested as {integer}), cast(parked_reason as {integer}),
  trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, scheduled_by, error, progress, progress_text,
  metadata, null, limits
