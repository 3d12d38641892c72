-- Reads the clock, and beside it the active schedules that are due, the longest due first, with whether they have live jobs; not those that wait for one.
with clock (now) as (select coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000))
select
  clock.now, due.id, due.profile_id, due.key, due.state, due.version, due.revision, due.definition_id, due.lane, due.priority, due.timeout,
  due.max_retries, due.payload, due.metadata, due.tenant, due.type_id, due.expression, due.zone_id, due.start_after, due.end_before, due.anchor,
  due.misfire, due.misfire_grace, due.misfire_limit, due.overlap, due.next_at, due.last_at, due.last_job_id, due.is_waiting, due.created_at,
  due.updated_at, due.has_live_job
from clock
left join (
  select schedule.*, exists (select 1 from {t}job job where job.recurring_schedule_id = schedule.id) as has_live_job
  from {t}schedule schedule
  where schedule.state = 1 and schedule.next_at is not null and schedule.next_at <= (select now from clock)
    and not (schedule.is_waiting = 1 and exists (select 1 from {t}job job where job.recurring_schedule_id = schedule.id))
    and schedule.id not in (select unhex(value) from json_each($excluded))
  order by schedule.next_at
  limit $limit) due on true
order by due.next_at;
