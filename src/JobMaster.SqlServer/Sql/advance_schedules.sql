-- Advances schedules that still have the version they were planned from; skips those that are locked. Returns which.
update schedule set
  version = schedule.version + 1, state = step.state, next_at = step.next_at, last_at = step.last_at, last_job_id = step.last_job_id,
  is_waiting = step.is_waiting
output inserted.id
from ({steps}) step
inner loop join {t}schedule schedule {free} on schedule.id = step.id and schedule.version = step.version;
