-- Makes running jobs wait again: retried (kind 4) and snoozed (5) after a delay, released (6) at their old place, or for their time if they
-- were claimed before they were due, parked (7) aside. Looks jobs up by id, as leave_jobs.sql does: ids compared as text are joined in a
-- hash and cannot be merged with the whole primary key.
with outcome as materialized (
  {outcomes})
update {t}job job set
  state = case when outcome.kind = 7 then 1 when job.lost_count >= 2 then 3 else 0 end,
  due_at = case
    when outcome.kind in (4, 5)
      then least({now} + outcome.delay * interval '1 microsecond', timestamptz '9999-12-31 23:59:59.999999+00')
    when job.due_at > job.attempted_at then job.due_at
    else least(job.due_at, {now})
  end,
  failures = job.failures + (outcome.kind = 4)::integer,
  duration = outcome.duration,
  error = coalesce(outcome.error, job.error),
  progress = coalesce(outcome.progress, job.progress),
  progress_text = coalesce(outcome.progress_text, job.progress_text),
  parked_reason = case when outcome.kind = 7 then coalesce(outcome.parked_reason, 1) end,
  unread_by = case
    when outcome.kind = 7 and outcome.parked_reason = 2 then concat_ws(' ', nullif(job.unread_by, ''), outcome.reader)
    else job.unread_by
  end
from outcome
where job.id = any (array(select id from outcome where kind >= 4)) and job.id::text = outcome.id::text and job.claim_no = outcome.claim_no
    and job.state + 0 = 2 and not job.cancel_requested and outcome.kind >= 4
returning job.id, job.claim_no, job.lane, job.priority, job.due_at, job.limits;
