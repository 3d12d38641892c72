-- Copies to history the jobs whose running attempt succeeded (kind 1) or was cancelled (3), and those asked to stop that would wait again (4 to 7).
-- The error of an earlier attempt stands with that attempt: a job that succeeded does not show it.
with outcome as materialized (
  select
    unhex(value ->> 'id') as id, value ->> 'claim_no' as claim_no, value ->> 'kind' as kind, value ->> 'duration' as duration,
    value ->> 'error' as error, value ->> 'result' as result, value ->> 'progress' as progress, value ->> 'progress_text' as progress_text
  from json_each($outcomes))
insert into {t}job_history (
  id, definition_id, lane, priority, state, finalized_at, created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count,
  claim_no, session_id, attempted_at, duration, expires_at, trigger_source, recurring_schedule_id, tenant, idempotency_key,
  trace_parent, error, progress, progress_text, metadata, payload, result)
select
  job.id, job.definition_id, job.lane, job.priority, iif(outcome.kind = 1, 4, 6), coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000),
  job.created_at, job.scheduled_at, job.due_at, job.timeout, job.max_retries, job.failures + (outcome.kind = 4), job.lost_count,
  job.claim_no, job.session_id, job.attempted_at, outcome.duration, job.expires_at, job.trigger_source, job.recurring_schedule_id,
  job.tenant, job.idempotency_key, job.trace_parent, iif(outcome.kind = 1, outcome.error, coalesce(outcome.error, job.error)), coalesce(outcome.progress, job.progress), coalesce(outcome.progress_text, job.progress_text), job.metadata, job.payload, iif(outcome.kind = 1, outcome.result, null)
from outcome
cross join {t}job job on job.id = outcome.id and job.claim_no = outcome.claim_no and job.state = 2
where outcome.kind in (1, 3) or (outcome.kind >= 4 and job.cancel_requested = 1)
returning id, claim_no;
