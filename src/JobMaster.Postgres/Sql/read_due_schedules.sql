-- Reads the clock, and in the same rows the active schedules that are due, the longest due first, and whether they have live jobs. Leaves
-- out schedules that wait for one.
select
  clock.now, {schedule_row}, cast(has_live_job as integer)
from (select {now} as now) clock
left join lateral (
  select schedule.*, exists (select 1 from {t}job job where job.recurring_schedule_id = schedule.id) as has_live_job
  from {t}schedule schedule
  where schedule.state = 1 and schedule.next_at <= clock.now
    and not (schedule.is_waiting and exists (select 1 from {t}job job where job.recurring_schedule_id = schedule.id))
    and schedule.id <> all (array(select value::uuid from json_array_elements_text(@excluded) value))
  order by schedule.next_at
  limit @limit) due on true
order by due.next_at;
