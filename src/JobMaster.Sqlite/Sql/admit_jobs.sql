-- Stores the delivered jobs whose id is not live and that were pushed within a window: running under a live session, or waiting when there is none.
-- A job counts as created and due when it was pushed.
insert into {t}job (
  id, definition_id, lane, priority, state, claim_no, session_id, attempted_at, created_at, scheduled_at, due_at, timeout, max_retries, expires_at,
  trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, metadata, payload)
select
  unhex(value ->> 'id'), value ->> 'definition_id', value ->> 'lane', value ->> 'priority', iif($session is null, 0, 2), $session is not null, $session,
  iif($session is null, null, clock.now), min(value ->> 'due_at', clock.now), min(value ->> 'due_at', clock.now), min(value ->> 'due_at', clock.now),
  value ->> 'timeout', value ->> 'max_retries', value ->> 'expires_at', value ->> 'trigger_source', unhex(value ->> 'recurring_schedule_id'),
  value ->> 'tenant', value ->> 'idempotency_key', value ->> 'trace_parent', value ->> 'metadata', value ->> 'payload'
from (select coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000) as now) clock
cross join json_each($jobs)
where value ->> 'due_at' >= clock.now - $window
  and ($session is null or exists (select 1 from {t}session where id = $session))
on conflict (id) do nothing
returning id, due_at, attempted_at, coalesce(expires_at < attempted_at, 0);
