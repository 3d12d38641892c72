-- Makes running jobs wait again: retried (kind 4) and snoozed (5) after a delay, released (6) at their old place, or for their time if they
-- were claimed before they were due, parked (7) aside. Locks them in the order of their ids.
{patiently}
declare @at datetime2(7) = {now};
update job set
  state = case when outcome.kind = 7 then 1 when job.lost_count >= 2 then 3 else 0 end,
  due_at = case
    when outcome.kind in (4, 5) then case when outcome.delay > datediff_big(microsecond, @at, {last_time}) then {last_time}
    else dateadd(microsecond, outcome.delay % 1000000,
        dateadd(second, outcome.delay / 1000000 % 86400, dateadd(day, outcome.delay / 1000000 / 86400, @at))) end
    when job.due_at > job.attempted_at or job.due_at < @at then job.due_at
    else @at
  end,
  failures = job.failures + case when outcome.kind = 4 then 1 else 0 end,
  duration = outcome.duration,
  error = coalesce(outcome.error, job.error),
  progress = coalesce(outcome.progress, job.progress),
  progress_text = coalesce(outcome.progress_text, job.progress_text),
  parked_reason = case when outcome.kind = 7 then coalesce(outcome.parked_reason, 1) end,
  unread_by = case
    when outcome.kind = 7 and outcome.parked_reason = 2 then concat_ws(N' ', nullif(job.unread_by, N''), outcome.reader)
    else job.unread_by
  end
output inserted.id, inserted.claim_no, inserted.lane, inserted.priority, inserted.due_at, inserted.limits
from ({outcomes}) outcome
inner loop join {t}job job {held} on job.id = outcome.id and job.claim_no = outcome.claim_no and job.state = 2 and job.cancel_requested = 0
where outcome.kind >= 4;
