-- Advances schedules that still have the version they were planned from; returns which.
update {t}schedule as schedule set
  version = schedule.version + 1,
  state = step.state, next_at = step.next_at, last_at = step.last_at, last_job_id = step.last_job_id, is_waiting = step.is_waiting
from ({steps}) step
where schedule.id = step.id and schedule.version = step.version
returning id;
