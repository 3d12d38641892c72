-- Makes running jobs wait again: retried (kind 4) and snoozed (5) after a delay, released (6) at their old place, or for their time if they
-- were claimed before they were due, parked (7) aside.
update ({outcomes}) outcome
straight_join {t}job job force index (job_id) on job.id = outcome.id and job.claim_no = outcome.claim_no and job.state = 2
    and job.cancel_requested = 0
set
  job.state = case when outcome.kind = 7 then 1 when job.lost_count >= 2 then 3 else 0 end,
  job.due_at = case
    when outcome.kind in (4, 5) then {now} + interval least(outcome.delay, {time_left}) microsecond
    when job.due_at > job.attempted_at then job.due_at
    else least(job.due_at, {now})
  end,
  job.failures = job.failures + (outcome.kind = 4),
  job.duration = outcome.duration,
  job.error = coalesce(outcome.error, job.error),
  job.progress = coalesce(outcome.progress, job.progress),
  job.progress_text = coalesce(outcome.progress_text, job.progress_text),
  job.parked_reason = case when outcome.kind = 7 then coalesce(outcome.parked_reason, 1) end,
  job.unread_by = case
    when outcome.kind = 7 and outcome.parked_reason = 2 then concat_ws(' ', nullif(job.unread_by, ''), outcome.reader)
    else job.unread_by
  end,
  job.entry = @token
where outcome.kind >= 4;
select job.id, job.claim_no, job.lane, job.priority, job.due_at, job.limits
from ({outcomes}) outcome
straight_join {t}job job force index (job_id) on job.id = outcome.id
where job.entry = @token;
