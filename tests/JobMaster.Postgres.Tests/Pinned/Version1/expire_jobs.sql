-- Moves waiting and parked jobs whose expiry has passed to history as cancelled, passing over those that are locked; returns which.
with gone as (
  delete from {t}job
  where id = any (array(
    select id from {t}job
    where expires_at is not null and state <> 2 and expires_at < coalesce(@now, statement_timestamp())
    order by expires_at
    limit @limit
    for update skip locked))
  returning *)
insert into {t}job_history (
  id, definition_id, lane, priority, state, finalized_at, created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count,
  claim_no, session_id, attempted_at, duration, expires_at, trigger_source, recurring_schedule_id, tenant, idempotency_key,
  trace_parent, error, progress, progress_text, metadata, payload)
select
  gone.id, gone.definition_id, gone.lane, gone.priority, 6, coalesce(@now, statement_timestamp()),
  gone.created_at, gone.scheduled_at, gone.due_at, gone.timeout, gone.max_retries, gone.failures, gone.lost_count,
  gone.claim_no, gone.session_id, gone.attempted_at, gone.duration, gone.expires_at, gone.trigger_source, gone.recurring_schedule_id,
  gone.tenant, gone.idempotency_key, gone.trace_parent, 'expired', gone.progress, gone.progress_text, gone.metadata, gone.payload
from gone
returning id;
