-- Copies to the failed jobs those whose running attempt failed for good (kind 2), the attempt counted.
with outcome as materialized (
  select
    unhex(value ->> 'id') as id, value ->> 'claim_no' as claim_no, value ->> 'kind' as kind, value ->> 'duration' as duration,
    value ->> 'error' as error, value ->> 'result' as result, value ->> 'progress' as progress, value ->> 'progress_text' as progress_text
  from json_each($outcomes))
insert into {t}job_failed (
  id, definition_id, lane, priority, state, finalized_at, created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count,
  claim_no, session_id, attempted_at, duration, expires_at, trigger_source, recurring_schedule_id, tenant, idempotency_key,
  trace_parent, error, progress, progress_text, metadata, payload, result, last_result)
select
  job.id, job.definition_id, job.lane, job.priority, 5, coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000),
  job.created_at, job.scheduled_at, job.due_at, job.timeout, job.max_retries, job.failures + 1, job.lost_count,
  job.claim_no, job.session_id, job.attempted_at, outcome.duration, job.expires_at, job.trigger_source, job.recurring_schedule_id,
  job.tenant, job.idempotency_key, job.trace_parent, coalesce(outcome.error, job.error), coalesce(outcome.progress, job.progress), coalesce(outcome.progress_text, job.progress_text), job.metadata, job.payload, null, 2
from outcome
cross join {t}job job on job.id = outcome.id and job.claim_no = outcome.claim_no and job.state = 2
where outcome.kind = 2
returning id, claim_no;
