-- The new or delivered jobs that are sent, in their order. A value that all jobs share comes once, next to an empty array.
select
    sent.id, coalesce(sent.definition_id, @definition_id) as definition_id, coalesce(sent.lane, @lane) as lane,
    coalesce(sent.priority, @priority) as priority, coalesce(sent.due_at, @due_at) as due_at, coalesce(sent.delay, @delay) as delay,
    coalesce(sent.timeout, @timeout) as timeout, coalesce(sent.max_retries, @max_retries) as max_retries,
    coalesce(sent.expires_at, @expires_at) as expires_at, coalesce(sent.trigger_source, @trigger_source) as trigger_source,
    coalesce(sent.recurring_schedule_id, @recurring_schedule_id) as recurring_schedule_id, coalesce(sent.tenant, @tenant) as tenant,
    coalesce(sent.idempotency_key, @idempotency_key) as idempotency_key, coalesce(sent.trace_parent, @trace_parent) as trace_parent,
    coalesce(sent.scheduled_by, @scheduled_by) as scheduled_by,
    coalesce(sent.limits, @limits) as limits, coalesce(sent.metadata, @metadata) as metadata, coalesce(sent.payload, @payload) as payload
  from unnest(
      @ids, @definition_id_each, @lane_each, @priority_each, @due_at_each, @delay_each, @timeout_each, @max_retries_each,
      @expires_at_each, @trigger_source_each, @recurring_schedule_id_each, @tenant_each, @idempotency_key_each, @trace_parent_each,
      @scheduled_by_each, @limits_each, @metadata_each, @payload_each)
    as sent (
      id, definition_id, lane, priority, due_at, delay, timeout, max_retries, expires_at, trigger_source, recurring_schedule_id, tenant,
      idempotency_key, trace_parent, scheduled_by, limits, metadata, payload)
