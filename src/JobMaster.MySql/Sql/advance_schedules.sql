-- Advances schedules that still have the version they were planned from; skips those that are locked. Returns which.
select schedule.id
from ({steps}) step
straight_join {t}schedule schedule force index (primary) on schedule.id = step.id and schedule.version = step.version
for update skip locked;
-- then write
update ({steps}) step
straight_join {t}schedule schedule force index (primary) on schedule.id = step.id
set
  schedule.version = schedule.version + 1, schedule.state = step.state, schedule.next_at = step.next_at, schedule.last_at = step.last_at,
  schedule.last_job_id = step.last_job_id, schedule.is_waiting = step.is_waiting
where schedule.id in (@picked);
