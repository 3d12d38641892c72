-- Moves schedules on that still have the version planned from; returns which.
update {t}schedule as schedule set
  version = schedule.version + 1,
  state = step.state, next_at = step.next_at, last_at = step.last_at, last_job_id = step.last_job_id, is_waiting = step.is_waiting
from (
  select
    unhex(value ->> 'id') as id, value ->> 'version' as version, value ->> 'state' as state, value ->> 'next_at' as next_at,
    value ->> 'last_at' as last_at, unhex(value ->> 'last_job_id') as last_job_id, value ->> 'is_waiting' as is_waiting
  from json_each($steps)) step
where schedule.id = step.id and schedule.version = step.version
returning id;
