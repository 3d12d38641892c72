-- Copies waiting and parked jobs to history as cancelled; returns which.
insert into {t}job_history (
  id, definition_id, lane, priority, state, finalized_at, created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count,
  claim_no, session_id, attempted_at, duration, expires_at, trigger_source, recurring_schedule_id, tenant, idempotency_key,
  trace_parent, error, progress, progress_text, metadata, payload)
select
  job.id, job.definition_id, job.lane, job.priority, 6, coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000),
  job.created_at, job.scheduled_at, job.due_at, job.timeout, job.max_retries, job.failures, job.lost_count,
  job.claim_no, job.session_id, job.attempted_at, job.duration, job.expires_at, job.trigger_source, job.recurring_schedule_id,
  job.tenant, job.idempotency_key, job.trace_parent, job.error, job.progress, job.progress_text, job.metadata, job.payload
from {t}job job
where job.id in (select unhex(value) from json_each($ids)) and job.state <> 2
returning id;
