-- The jobs that agents delivered, due when they were pushed, or those that replace waiting ones.
-- Each row is written out once, not once for each of its members.
with sent_row as materialized (
  select value from json_each(@jobs))
select
    unhex(value ->> 'id') as sent_id, value ->> 'due_at' as due_at, value ->> 'definition_id' as definition_id, value ->> 'lane' as lane,
    value ->> 'priority' as priority, value ->> 'timeout' as timeout, value ->> 'max_retries' as max_retries,
    value ->> 'expires_at' as expires_at, value ->> 'trigger_source' as trigger_source,
    unhex(value ->> 'recurring_schedule_id') as recurring_schedule_id, value ->> 'tenant' as tenant,
    value ->> 'idempotency_key' as idempotency_key, value ->> 'trace_parent' as trace_parent,
    value ->> 'scheduled_by' as scheduled_by, value ->> 'limits' as limits, value ->> 'metadata' as metadata,
    value ->> 'payload' as payload, value ->> 'quarantine' as quarantine,
    value ->> 'delay' as delay, value ->> 'longest_wait' as longest_wait
  from sent_row
