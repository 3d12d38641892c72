-- Stores the delivered jobs whose id is not live and that were pushed within a window: running under a live session, or waiting when there is none.
-- A job counts as created and due when it was pushed. What is the same for all jobs comes once, beside an empty array.
insert into {t}job (
  id, definition_id, lane, priority, state, claim_no, session_id, attempted_at, created_at, scheduled_at, due_at, timeout, max_retries, expires_at,
  trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, metadata, payload)
select
  sent.id, coalesce(sent.definition_id, @definition_id), coalesce(sent.lane, @lane), coalesce(sent.priority, @priority),
  case when @session is null then 0 else 2 end, (@session is not null)::integer, @session,
  case when @session is not null then coalesce(@now, statement_timestamp()) end,
  least(coalesce(sent.due_at, @due_at), coalesce(@now, statement_timestamp())),
  least(coalesce(sent.due_at, @due_at), coalesce(@now, statement_timestamp())),
  least(coalesce(sent.due_at, @due_at), coalesce(@now, statement_timestamp())),
  coalesce(sent.timeout, @timeout), coalesce(sent.max_retries, @max_retries), coalesce(sent.expires_at, @expires_at),
  coalesce(sent.trigger_source, @trigger_source), coalesce(sent.recurring_schedule_id, @recurring_schedule_id), coalesce(sent.tenant, @tenant), coalesce(sent.idempotency_key, @idempotency_key),
  coalesce(sent.trace_parent, @trace_parent), coalesce(sent.metadata, @metadata), coalesce(sent.payload, @payload)
from unnest(
    @ids, @definition_id_each, @lane_each, @priority_each, @due_at_each, @delay_each, @timeout_each, @max_retries_each, @expires_at_each,
    @trigger_source_each, @recurring_schedule_id_each, @tenant_each, @idempotency_key_each, @trace_parent_each, @metadata_each, @payload_each)
  as sent (
    id, definition_id, lane, priority, due_at, delay, timeout, max_retries, expires_at,
    trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, metadata, payload)
where coalesce(sent.due_at, @due_at) >= coalesce(@now, statement_timestamp()) - @window * interval '1 microsecond'
  and (@session is null or exists (select 1 from {t}session where id = @session))
on conflict (id) do nothing
returning id, due_at, attempted_at, coalesce(expires_at < attempted_at, false)::integer;
