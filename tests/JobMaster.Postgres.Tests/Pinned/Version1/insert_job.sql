-- Inserts one job unless its id is live already; returns it if it was inserted. A now-job is due when it is created.
insert into {t}job (
  id, definition_id, lane, priority, created_at, scheduled_at, due_at, timeout, max_retries, expires_at,
  trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, metadata, payload)
values (
  @id, @definition_id, @lane, @priority, coalesce(@now, statement_timestamp()),
  coalesce(@due_at, least(coalesce(@now, statement_timestamp()) + @delay * interval '1 microsecond', timestamptz '9999-12-31 23:59:59.999999+00')),
  coalesce(@due_at, least(coalesce(@now, statement_timestamp()) + @delay * interval '1 microsecond', timestamptz '9999-12-31 23:59:59.999999+00')),
  @timeout, @max_retries, @expires_at,
  @trigger_source, @recurring_schedule_id, @tenant, @idempotency_key, @trace_parent, @metadata, @payload)
on conflict (id) do nothing
returning id, created_at, due_at;
