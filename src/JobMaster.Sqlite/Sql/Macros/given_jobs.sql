-- The new or delivered jobs that are sent, in their order.
-- Each row is written out once, not once for each of its members.
with sent_row as materialized (
  select value from json_each(@jobs))
select
    unhex(value ->> 'id') as id, value ->> 'due_at' as due_at, value ->> 'delay' as delay, value ->> 'definition_id' as definition_id,
    value ->> 'lane' as lane, value ->> 'priority' as priority, value ->> 'timeout' as timeout, value ->> 'max_retries' as max_retries,
    value ->> 'expires_at' as expires_at, value ->> 'trigger_source' as trigger_source,
    unhex(value ->> 'recurring_schedule_id') as recurring_schedule_id, value ->> 'tenant' as tenant,
    value ->> 'idempotency_key' as idempotency_key, value ->> 'trace_parent' as trace_parent, value ->> 'limits' as limits, value ->> 'metadata' as metadata,
    value ->> 'payload' as payload
  from sent_row
