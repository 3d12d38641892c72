-- Inserts the jobs whose id is not live yet, in the order sent; returns those inserted. Now-jobs are due when they are created. What is the same for
-- all jobs comes once, beside an empty array.
insert into {t}job (
  id, definition_id, lane, priority, created_at, scheduled_at, due_at, timeout, max_retries, expires_at,
  trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, metadata, payload)
select
  sent.id, coalesce(sent.definition_id, @definition_id), coalesce(sent.lane, @lane), coalesce(sent.priority, @priority), coalesce(@now, statement_timestamp()),
  coalesce(sent.due_at, @due_at, least(coalesce(@now, statement_timestamp()) + coalesce(sent.delay, @delay) * interval '1 microsecond', timestamptz '9999-12-31 23:59:59.999999+00')),
  coalesce(sent.due_at, @due_at, least(coalesce(@now, statement_timestamp()) + coalesce(sent.delay, @delay) * interval '1 microsecond', timestamptz '9999-12-31 23:59:59.999999+00')),
  coalesce(sent.timeout, @timeout), coalesce(sent.max_retries, @max_retries), coalesce(sent.expires_at, @expires_at),
  coalesce(sent.trigger_source, @trigger_source), coalesce(sent.recurring_schedule_id, @recurring_schedule_id), coalesce(sent.tenant, @tenant), coalesce(sent.idempotency_key, @idempotency_key),
  coalesce(sent.trace_parent, @trace_parent), coalesce(sent.metadata, @metadata), coalesce(sent.payload, @payload)
from unnest(
    @ids, @definition_id_each, @lane_each, @priority_each, @due_at_each, @delay_each, @timeout_each, @max_retries_each, @expires_at_each,
    @trigger_source_each, @recurring_schedule_id_each, @tenant_each, @idempotency_key_each, @trace_parent_each, @metadata_each, @payload_each)
  as sent (
    id, definition_id, lane, priority, due_at, delay, timeout, max_retries, expires_at,
    trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, metadata, payload)
on conflict (id) do nothing
returning id, created_at, due_at;
