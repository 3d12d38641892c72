-- Sets aside among the failed jobs those delivered jobs that say why they must not run, or were pushed before a window, and are stored nowhere; returns which.
insert into {t}job_failed (
  id, definition_id, lane, priority, state, finalized_at, created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count, claim_no,
  expires_at, trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, error, metadata, payload, last_result)
select
  unhex(value ->> 'id'), value ->> 'definition_id', value ->> 'lane', value ->> 'priority', 5, clock.now,
  value ->> 'due_at', value ->> 'due_at', value ->> 'due_at', value ->> 'timeout', value ->> 'max_retries', 0, 0, 0, value ->> 'expires_at',
  value ->> 'trigger_source', unhex(value ->> 'recurring_schedule_id'), value ->> 'tenant', value ->> 'idempotency_key', value ->> 'trace_parent',
  coalesce(value ->> 'quarantine', 'Quarantined: an agent delivered it after finished jobs of its age may have been forgotten, so it may have run before. Replay it if it should run.'),
  value ->> 'metadata', value ->> 'payload', 2
from (select coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000) as now) clock
cross join json_each($jobs)
where (value ->> 'quarantine' is not null or value ->> 'due_at' < clock.now - $window)
  and not exists (select 1 from {t}job job where job.id = unhex(value ->> 'id'))
  and not exists (select 1 from {t}job_history history where history.id = unhex(value ->> 'id'))
on conflict (id) do nothing
returning id;
