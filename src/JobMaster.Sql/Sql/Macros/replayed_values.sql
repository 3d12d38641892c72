-- The carried columns of a failed job that is live again, due now, without an expiry that has passed, and those it begins anew with.
id, claim_no, session_id, attempted_at, created_at, scheduled_at, {now}, definition_id, lane, priority, timeout, max_retries,
case when expires_at > {now} then expires_at end, trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, limits,
    metadata,
payload, 0, 0, 0, duration, error, progress, progress_text
