-- Sets aside among the failed jobs those delivered jobs that say why they must not run, or were pushed before a window, and are stored nowhere; returns which.
with sent as materialized (
  select *, timestamptz 'epoch' + due_at * interval '1 microsecond' as pushed_at
  from json_to_recordset(@jobs) as sent (
    id uuid, definition_id text, lane text, priority integer, due_at bigint, timeout bigint, max_retries integer, expires_at bigint, trigger_source integer,
    recurring_schedule_id uuid, tenant text, idempotency_key text, trace_parent text, metadata text, payload text, quarantine text))
insert into {t}job_failed (
  id, definition_id, lane, priority, state, finalized_at, created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count, claim_no,
  expires_at, trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, error, metadata, payload, last_result)
select
  id, definition_id, lane, priority, 5, coalesce(@now, statement_timestamp()), pushed_at, pushed_at, pushed_at, timeout, max_retries, 0, 0, 0,
  timestamptz 'epoch' + expires_at * interval '1 microsecond', trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent,
  coalesce(quarantine, 'Quarantined: an agent delivered it after finished jobs of its age may have been forgotten, so it may have run before. Replay it if it should run.'),
  metadata, payload, 2
from sent
where (quarantine is not null or pushed_at < coalesce(@now, statement_timestamp()) - @window * interval '1 microsecond')
  and not exists (select 1 from {t}job job where job.id = sent.id)
  and not exists (select 1 from {t}job_history history where history.id = sent.id and history.finalized_at >= {t}earliest_end(sent.id))
on conflict (id) do nothing
returning id;
