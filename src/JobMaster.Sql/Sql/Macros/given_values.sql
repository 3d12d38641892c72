-- What the caller gives of one job, a parameter for each of the given columns.
@definition_id, @lane, @priority, @timeout, @max_retries, @expires_at, @trigger_source, @recurring_schedule_id, @tenant, @idempotency_key,
    @trace_parent, @limits, @metadata, @payload
