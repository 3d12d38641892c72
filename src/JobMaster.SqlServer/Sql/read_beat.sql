-- Everything an idle node must know, as tagged rows: 0 control version and orphans, 1 session and beat, 2 queue and microseconds until due,
-- 3 queue with a due job that must run alone, 4 job and claim asked to stop,
-- 5 definition with jobs of the queues' or patterns' lanes parked as unknown,
-- 6 microseconds until a schedule is due, 7 the same for jobs parked as unreadable that this
-- reader has not tried, 8 the time. A due job that must run alone counts in 3 and not in 2.
declare @at datetime2(7) = {now};
with due (place, common, solo) as (
  select
    queue.turn,
    (
      select top (1) job.due_at from {t}job job
      where job.state = 0 and job.lane = queue.lane and job.priority = queue.priority
        and {readable}
        and job.definition_id {not_excluded}
      order by job.due_at, job.seq),
    (
      select top (1) job.due_at from {t}job job
      where job.state = 3 and job.lane = queue.lane and job.priority = queue.priority
        and {readable}
        and job.definition_id {not_excluded}
      order by job.due_at, job.seq)
  from ({given_queues}) queue)
select
  0 as tag, cast(null as binary(16)) as id, (select version from {t}control) as number,
  cast(case when exists (
    select 1 from {t}job job
    where job.state = 2 and not exists (select 1 from {t}session session where session.id = job.session_id)) then 1 else 0 end
    as bigint) as span,
  cast(null as nvarchar(200)) {exact} as name
union all
select 8, null, null, datediff_big(microsecond, {epoch}, @at), null
union all
select 1, id, beat, null, null from {t}session
union all
select
  2, null, place,
  datediff_big(microsecond, @at, case when common is null or (solo > @at and solo < common) then solo else common end), null
from due where common is not null or solo > @at
union all
select 3, null, place, null, null from due
where solo <= @at
union all
select 4, job.id, job.claim_no, null, null from {t}job job
where job.cancel_requested = 1 and job.state = 2
  and job.session_id in (select convert(binary(16), sent.id, 2) from openjson(@sessions) with (id char(32) '$') sent)
union all
select distinct 5, null, null, null, job.definition_id from {t}job job
where job.state = 1 and job.parked_reason = 1 and (job.lane {in_queues} or {in_patterns})
union all
select distinct 7, null, null, null, job.definition_id from {t}job job
where job.state = 1 and job.parked_reason = 2 and job.unread_by is not null and charindex(@reader, job.unread_by) = 0
  and (job.lane {in_queues} or {in_patterns})
union all
select 6, null, null, datediff_big(microsecond, @at, first.next_at), null
from (
  select top (1) schedule.next_at from {t}schedule schedule
  where schedule.state = 1 and schedule.next_at is not null
    and not (schedule.is_waiting = 1 and exists (select 1 from {t}job job where job.recurring_schedule_id = schedule.id))
  order by schedule.next_at) first;
