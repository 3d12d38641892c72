-- Makes running jobs wait again: retried (kind 4) and snoozed (5) after a delay, released (6) at their old place, or for their time if they
-- were claimed before they were due, parked (7) aside.
update {t}job as job set
  state = case when outcome.kind = 7 then 1 when job.lost_count >= 2 then 3 else 0 end,
  due_at = iif(outcome.kind in (4, 5), {now} + outcome.delay,
    iif(job.due_at > job.attempted_at, job.due_at, min(job.due_at, {now}))),
  failures = job.failures + (outcome.kind = 4),
  duration = outcome.duration,
  error = coalesce(outcome.error, job.error),
  progress = coalesce(outcome.progress, job.progress),
  progress_text = coalesce(outcome.progress_text, job.progress_text),
  parked_reason = iif(outcome.kind = 7, coalesce(outcome.parked_reason, 1), null),
  unread_by = iif(outcome.kind = 7 and outcome.parked_reason = 2,
    coalesce(nullif(job.unread_by, '') || ' ' || outcome.reader, outcome.reader, job.unread_by, ''), job.unread_by)
from (
  {outcomes}) outcome
where job.id = outcome.id and job.claim_no = outcome.claim_no and job.state = 2 and job.cancel_requested = 0 and outcome.kind >= 4
returning id, claim_no, lane, priority, due_at, limits;
