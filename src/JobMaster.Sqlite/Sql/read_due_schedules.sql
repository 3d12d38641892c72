-- Reads the clock, and in the same rows the active schedules that are due, the longest due first, and whether they have live jobs. Leaves
-- out schedules that wait for one.
with clock (now) as (select {now})
select
  clock.now, {schedule_row}, has_live_job
from clock
left join (
  select schedule.*, exists (select 1 from {t}job job where job.recurring_schedule_id = schedule.id) as has_live_job
  from {t}schedule schedule
  where schedule.state = 1 and schedule.next_at is not null and schedule.next_at <= (select now from clock)
    and not (schedule.is_waiting = 1 and exists (select 1 from {t}job job where job.recurring_schedule_id = schedule.id))
    and schedule.id not in (select unhex(value) from json_each(@excluded))
  order by schedule.next_at
  limit @limit + 0) due on true
order by due.next_at;
