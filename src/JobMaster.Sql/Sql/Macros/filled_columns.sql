-- Sets the given columns to what was sent.
definition_id = sent.definition_id, lane = sent.lane, priority = sent.priority, timeout = sent.timeout, max_retries = sent.max_retries,
  expires_at = sent.expires_at, trigger_source = sent.trigger_source, recurring_schedule_id = sent.recurring_schedule_id,
  tenant = sent.tenant, idempotency_key = sent.idempotency_key, trace_parent = sent.trace_parent,
  scheduled_by = sent.scheduled_by, limits = sent.limits, metadata = sent.metadata,
  payload = sent.payload
