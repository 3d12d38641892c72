-- Advances schedules that still have the version they were planned from; skips those that are locked. Returns which.
with step as materialized (
  {steps}),
free as materialized (
  select schedule.id
  from {t}schedule schedule
  join step on step.id = schedule.id and step.version = schedule.version
  for update of schedule skip locked)
update {t}schedule schedule set
  version = schedule.version + 1,
  state = step.state, next_at = step.next_at, last_at = step.last_at, last_job_id = step.last_job_id,
  is_waiting = step.is_waiting
from step
join free on free.id = step.id
where schedule.id = step.id
returning schedule.id;
