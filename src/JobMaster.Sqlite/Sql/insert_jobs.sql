-- Inserts many jobs whose id is not live yet, in the order sent; returns those inserted. For batches in which statements count more than time.
insert into {t}job (
  id, definition_id, lane, priority, created_at, scheduled_at, due_at, timeout, max_retries, expires_at, trigger_source, recurring_schedule_id,
  tenant, idempotency_key, trace_parent, metadata, payload)
select
  unhex(value ->> 'id'), value ->> 'definition_id', value ->> 'lane', value ->> 'priority',
  coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000),
  coalesce(value ->> 'due_at', coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000) + coalesce(value ->> 'delay', 0)),
  coalesce(value ->> 'due_at', coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000) + coalesce(value ->> 'delay', 0)),
  value ->> 'timeout', value ->> 'max_retries', value ->> 'expires_at', value ->> 'trigger_source', unhex(value ->> 'recurring_schedule_id'),
  value ->> 'tenant', value ->> 'idempotency_key', value ->> 'trace_parent', value ->> 'metadata', value ->> 'payload'
from json_each($jobs)
where true
on conflict (id) do nothing
returning id, created_at, due_at;
