-- Inserts one job unless its id is live already.
insert into {t}job (
  id, definition_id, lane, priority, created_at, scheduled_at, due_at, timeout, max_retries, expires_at,
  trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, metadata, payload)
values (
  $id, $definition_id, $lane, $priority, $created_at, $due_at, $due_at, $timeout, $max_retries, $expires_at,
  $trigger_source, $recurring_schedule_id, $tenant, $idempotency_key, $trace_parent, $metadata, $payload)
on conflict (id) do nothing;
