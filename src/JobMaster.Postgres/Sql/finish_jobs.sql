-- Moves to history the jobs whose running attempt succeeded (kind 1) or was cancelled (3), and those asked to stop that would wait again (4 to 7).
-- The error of an earlier attempt stands with that attempt: a job that succeeded does not show it.
-- Whatever the statistics say: jobs are looked up by id ("+ 0" keeps the planner off the index of running jobs, where the entries of all that ended lie until
-- no transaction can see them), their claims in a hash, and a full join is never a nested loop. Just after a queue was emptied all look alike to the planner.
with outcome as materialized (
  select * from json_to_recordset(@outcomes) as outcome (
    id uuid, claim_no integer, kind integer, duration bigint, delay bigint, error text, result text,
    progress double precision, progress_text text, parked_reason integer)),
gone as (
  delete from {t}job
  where id = any (array(select id from outcome)) and state + 0 = 2
    and ((id, claim_no) in (select id, claim_no from outcome where kind in (1, 3))
      or (cancel_requested and (id, claim_no) in (select id, claim_no from outcome where kind >= 4)))
  returning *)
insert into {t}job_history (
  id, definition_id, lane, priority, state, finalized_at, created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count,
  claim_no, session_id, attempted_at, duration, expires_at, trigger_source, recurring_schedule_id, tenant, idempotency_key,
  trace_parent, error, progress, progress_text, metadata, payload, result)
select
  job.id, job.definition_id, job.lane, job.priority, case when outcome.kind = 1 then 4 else 6 end, coalesce(@now, statement_timestamp()),
  job.created_at, job.scheduled_at, job.due_at, job.timeout, job.max_retries, job.failures + (outcome.kind = 4)::integer, job.lost_count,
  job.claim_no, job.session_id, job.attempted_at, outcome.duration, job.expires_at, job.trigger_source, job.recurring_schedule_id, job.tenant,
  job.idempotency_key, job.trace_parent, case when outcome.kind = 1 then outcome.error else coalesce(outcome.error, job.error) end, coalesce(outcome.progress, job.progress),
  coalesce(outcome.progress_text, job.progress_text), job.metadata, job.payload, case when outcome.kind = 1 then outcome.result end
from gone job
full join outcome on outcome.id = job.id and outcome.claim_no = job.claim_no
where case when job.id is null then false else true end
returning id, claim_no;
