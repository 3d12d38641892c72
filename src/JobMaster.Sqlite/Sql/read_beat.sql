-- Reads everything an idle node must know, as tagged rows.
-- 0: control version, whether orphans exist. 1: session, beat. 2: place of the queue, microseconds
-- until due. 3: place of a queue with a due job that must run alone. 4: job, claim number asked to
-- stop. 5: definition with jobs of the queues' or patterns' lanes parked as unknown.
-- 6: microseconds until a schedule is due. 7: as 5, for jobs parked as unreadable that this reader has not tried. 8: the time.
-- If no definition is excluded and every reader can read the waiting jobs, the index of a queue is enough. A due job that must run alone
-- counts in 3 and not in 2.
with recursive
queue (place, lane, priority) as materialized (
  select key, value ->> 'lane', value ->> 'priority' from json_each(@queues)),
excluded (definition_id) as materialized (select value from json_each(@excluded)),
passed_over (is_any) as materialized (
  select
    exists (select 1 from excluded)
    or (select definition_id from {t}job where unread_by is not null and state <> 1 order by definition_id limit 1) is not null),
due (place, common, solo) as materialized (
  select
    place,
    iif(passed_over.is_any, (
      select due_at from {t}job
      where state = 0 and lane = queue.lane and priority = queue.priority
        and {readable}
        and definition_id not in (select definition_id from excluded)
      order by due_at limit 1), (
      select due_at from {t}job where state = 0 and lane = queue.lane and priority = queue.priority order by due_at limit 1)),
    iif(passed_over.is_any, (
      select due_at from {t}job
      where state = 3 and lane = queue.lane and priority = queue.priority
        and {readable}
        and definition_id not in (select definition_id from excluded)
      order by due_at limit 1), (
      select due_at from {t}job where state = 3 and lane = queue.lane and priority = queue.priority order by due_at limit 1))
  from queue cross join passed_over),
parked (definition_id, lane) as (
  select * from (select definition_id, lane from {t}job where state = 1 and parked_reason = 1 order by definition_id, lane limit 1)
  union all
  select job.definition_id, job.lane
  from parked
  cross join {t}job job on job.seq = (
    select following.seq from {t}job following
    where following.state = 1 and following.parked_reason = 1
        and (following.definition_id, following.lane) > (parked.definition_id, parked.lane)
    order by following.definition_id, following.lane limit 1)),
unread (definition_id, lane, unread_by) as (
  select * from (
    select definition_id, lane, unread_by from {t}job
    where state = 1 and parked_reason = 2 and unread_by is not null
    order by definition_id, lane, unread_by limit 1)
  union all
  select job.definition_id, job.lane, job.unread_by
  from unread
  cross join {t}job job on job.seq = (
    select following.seq from {t}job following
    where following.state = 1 and following.parked_reason = 2
      and (following.definition_id, following.lane, following.unread_by) > (unread.definition_id, unread.lane, unread.unread_by)
    order by following.definition_id, following.lane, following.unread_by limit 1))
select
  0, null, (select version from {t}control),
  exists (
    select 1 from {t}job job
    where job.state = 2 and not exists (select 1 from {t}session session where session.id = job.session_id)),
  null
union all
select 8, null, null, {now}, null
union all
select 1, id, beat, null, null from {t}session
union all
select
  2, null, place,
  min(coalesce(common, solo), iif(solo > {now}, solo, common)) - {now}, null
from due where common is not null or solo > {now}
union all
select 3, null, place, null, null from due
where solo <= {now}
union all
select 4, id, claim_no, null, null from {t}job
where cancel_requested = 1 and state = 2 and session_id in (select unhex(value) from json_each(@sessions))
union all
select 5, null, null, null, definition_id from parked job where lane in (select lane from queue) or {in_patterns}
union all
select 7, null, null, null, definition_id from unread job
where instr(unread_by, @reader) = 0 and (lane in (select lane from queue) or {in_patterns})
union all
select 6, null, null, first.next_at - {now}, null
from (
  select schedule.next_at from {t}schedule schedule
  where schedule.state = 1 and schedule.next_at is not null
      and not (schedule.is_waiting = 1 and exists (select 1 from {t}job job where job.recurring_schedule_id = schedule.id))
  order by schedule.next_at limit 1) first;
