-- Everything an idle node must know, as tagged rows: 0 control version and orphans, 1 session and beat, 2 queue and microseconds until due,
-- 3 queue with a due job that must run alone, 4 job and claim asked to stop,
-- 5 definition with jobs of the queues' or patterns' lanes parked as unknown,
-- 6 microseconds until a schedule is due, 7 the same for jobs parked as unreadable that this reader has not tried,
-- 8 the time. It reads a queue after the place up to which it is known to be empty, and skips jobs this reader could not read and those of
-- excluded definitions; without such jobs, the index of the queue is enough. A due job that must run alone counts in 3 and not in 2. It
-- looks for orphans between the ids of the live sessions, because the index entries under these ids include all ended jobs that some
-- transaction may still see.
with recursive
queue (place, lane, priority, after_due_at, after_seq) as materialized (
  select turn - 1, value ->> 'lane', (value ->> 'priority')::integer, (value ->> 'after_due_at')::timestamptz,
      (value ->> 'after_seq')::bigint
  from json_array_elements(@queues) with ordinality asked (value, turn)),
excluded (definition_id) as materialized (select value from json_array_elements_text(@excluded) value),
passed_over (is_any) as materialized (
  select
    exists (select 1 from excluded)
    or (select definition_id from {t}job where unread_by is not null and state <> 1 order by definition_id limit 1) is not null),
due (place, common, solo) as materialized (
  select
    place,
    case when passed_over.is_any then (
      select due_at from {t}job
      where state = 0 and lane = queue.lane and priority = queue.priority and (due_at, seq) > (queue.after_due_at, queue.after_seq)
        and {readable}
        and definition_id <> all (array(select definition_id from excluded))
      order by due_at, seq limit 1)
    else (
      select due_at from {t}job
      where state = 0 and lane = queue.lane and priority = queue.priority and (due_at, seq) > (queue.after_due_at, queue.after_seq)
      order by due_at, seq limit 1) end,
    case when passed_over.is_any then (
      select due_at from {t}job
      where state = 3 and lane = queue.lane and priority = queue.priority
        and {readable}
        and definition_id <> all (array(select definition_id from excluded))
      order by due_at, seq limit 1)
    else (
      select due_at from {t}job
      where state = 3 and lane = queue.lane and priority = queue.priority
      order by due_at, seq limit 1) end
  from queue cross join passed_over),
gap (low, high) as materialized (
  select
    coalesce(lag(id) over (order by id nulls last), '00000000-0000-0000-0000-000000000000'),
    coalesce(id, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
  from (select id from {t}session union all select null) session),
parked (definition_id, lane) as (
  (select definition_id, lane from {t}job where state = 1 and parked_reason = 1 order by definition_id, lane limit 1)
  union all
  select following.definition_id, following.lane
  from parked
  cross join lateral (
    select job.definition_id, job.lane from {t}job job
    where job.state = 1 and job.parked_reason = 1 and (job.definition_id, job.lane) > (parked.definition_id, parked.lane)
    order by job.definition_id, job.lane limit 1) following),
unread (definition_id, lane, unread_by) as (
  (
    select definition_id, lane, unread_by from {t}job
    where state = 1 and parked_reason = 2 and unread_by is not null
    order by definition_id, lane, unread_by limit 1)
  union all
  select following.definition_id, following.lane, following.unread_by
  from unread
  cross join lateral (
    select job.definition_id, job.lane, job.unread_by from {t}job job
    where job.state = 1 and job.parked_reason = 2 and job.unread_by is not null
      and (job.definition_id, job.lane, job.unread_by) > (unread.definition_id, unread.lane, unread.unread_by)
    order by job.definition_id, job.lane, job.unread_by limit 1) following)
select
  0, null::uuid, (select version from {t}control),
  exists (
    select 1 from gap
    cross join lateral (select 1 from {t}job where state = 2 and session_id > gap.low and session_id < gap.high limit 1)
        orphan)::integer::bigint,
  null::text
union all
select 8, null::uuid, null::bigint, (extract(epoch from {now}) * 1000000)::bigint, null::text
union all
select 1, id, beat, null, null from {t}session
union all
select
  2, null, place, (extract(epoch from least(common, case when solo > {now} then solo end) - {now}) * 1000000)::bigint, null
from due where common is not null or solo > {now}
union all
select 3, null, place, null, null from due
where solo <= {now}
union all
select 4, id, claim_no, null, null from {t}job
where cancel_requested and state = 2 and session_id = any (array(select value::uuid from json_array_elements_text(@sessions) value))
union all
select 5, null, null, null, definition_id from parked job where lane in (select lane from queue) or {in_patterns}
union all
select 7, null::uuid, null::bigint, null::bigint, definition_id from unread job
where strpos(unread_by, @reader) = 0 and (lane in (select lane from queue) or {in_patterns})
union all
select 6, null, null, (extract(epoch from first.next_at - {now}) * 1000000)::bigint, null
from (
  select schedule.next_at from {t}schedule schedule
  where schedule.state = 1 and schedule.next_at is not null
      and not (schedule.is_waiting and exists (select 1 from {t}job job where job.recurring_schedule_id = schedule.id))
  order by schedule.next_at limit 1) first;
