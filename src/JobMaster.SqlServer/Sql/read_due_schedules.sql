-- Reads the clock, and in the same rows the active schedules that are due, the longest due first, and whether they have live jobs. Leaves
-- out schedules that wait for one.
select
  clock.now, {schedule_row}, due.has_live_job
from (select {now} as now) clock
left join (
  select top (@limit)
    schedule.*, case when exists (select 1 from {t}job job where job.recurring_schedule_id = schedule.id) then 1 else 0 end as has_live_job
  from {t}schedule schedule
  where schedule.state = 1 and schedule.next_at is not null and schedule.next_at <= {now}
    and not (schedule.is_waiting = 1 and exists (select 1 from {t}job job where job.recurring_schedule_id = schedule.id))
    and schedule.id not in (select convert(binary(16), sent.id, 2) from openjson(@excluded) with (id char(32) '$') sent)
  order by schedule.next_at) due on 1 = 1
order by due.next_at;
