-- The carried columns of a failed job that is live again, and those that start again. It is due now; an expiry that has passed is dropped.
id, claim_no, session_id, attempted_at, created_at, scheduled_at, {now}, definition_id, lane, priority, timeout, max_retries,
case when expires_at > {now} then expires_at end, trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent,
    scheduled_by, limits, metadata,
payload, 0, 0, 0, duration, error, progress, progress_text
