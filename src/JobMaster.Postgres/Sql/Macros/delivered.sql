-- The jobs that agents delivered, due when they were pushed, or those that replace waiting ones.
select
    id as sent_id, timestamptz 'epoch' + due_at / 1000000 * interval '1 second' + due_at % 1000000 * interval '1 microsecond' as due_at,
    definition_id, lane, priority, timeout, max_retries,
    timestamptz 'epoch' + expires_at / 1000000 * interval '1 second' + expires_at % 1000000 * interval '1 microsecond' as expires_at,
    trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, scheduled_by, limits, metadata, payload, quarantine,
    delay, longest_wait
  from json_to_recordset(@jobs) as sent (id uuid, due_at bigint, definition_id text, lane text, priority integer, timeout bigint,
  max_retries integer, expires_at bigint, trigger_source integer, recurring_schedule_id uuid, tenant text, idempotency_key text,
  trace_parent text, scheduled_by text, limits text, metadata text, payload text, quarantine text, delay bigint, longest_wait bigint)
