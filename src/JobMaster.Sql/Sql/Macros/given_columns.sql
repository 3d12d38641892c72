-- The columns of a job that the caller gives, except when it is due.
definition_id, lane, priority, timeout, max_retries, expires_at, trigger_source, recurring_schedule_id, tenant, idempotency_key,
    trace_parent, scheduled_by, limits, metadata, payload
