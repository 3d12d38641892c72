-- Reads the clock, and beside it the active schedules that are due, the longest due first, with whether they have live jobs; not those that wait for one.
select
  clock.now, due.id, due.profile_id, due.key, due.state::integer, due.version, due.revision, due.definition_id, due.lane, due.priority::integer,
  due.timeout, due.max_retries, due.payload, due.metadata, due.tenant, due.type_id, due.expression, due.zone_id, due.start_after, due.end_before,
  due.anchor, due.misfire::integer, due.misfire_grace, due.misfire_limit, due.overlap::integer, due.next_at, due.last_at, due.last_job_id,
  due.is_waiting::integer, due.created_at, due.updated_at, due.has_live_job::integer
from (select coalesce(@now, statement_timestamp()) as now) clock
left join lateral (
  select schedule.*, exists (select 1 from {t}job job where job.recurring_schedule_id = schedule.id) as has_live_job
  from {t}schedule schedule
  where schedule.state = 1 and schedule.next_at <= clock.now
    and not (schedule.is_waiting and exists (select 1 from {t}job job where job.recurring_schedule_id = schedule.id))
    and schedule.id <> all (array(select value::uuid from json_array_elements_text(@excluded) value))
  order by schedule.next_at
  limit @limit) due on true
order by due.next_at;
