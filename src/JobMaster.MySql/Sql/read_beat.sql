-- Reads everything an idle node must know, as tagged rows.
-- 0: control version, whether orphans exist. 1: session, beat. 2: place of the queue, microseconds
-- until due. 3: place of a queue with a due job that must run alone. 4: job, claim number asked to
-- stop. 5: definition with jobs of the queues' or patterns' lanes parked as unknown.
-- 6: microseconds until a schedule is due. 7: as 5, for jobs parked as unreadable that this reader has not tried. 8: the time.
-- A due job that must run alone counts in 3 and not in 2.
with recursive
due (place, common, solo) as (
  select
    sent.turn - 1,
    (
      select job.due_at from {t}job job force index (job_claim)
      where job.state = 0 and job.lane = sent.lane and job.priority = sent.priority
        and {readable}
        and job.definition_id {not_excluded}
      order by job.due_at limit 1),
    (
      select job.due_at from {t}job job force index (job_claim)
      where job.state = 3 and job.lane = sent.lane and job.priority = sent.priority
        and {readable}
        and job.definition_id {not_excluded}
      order by job.due_at limit 1)
  from ({given_queues}) sent),
parked (definition_id, lane, turn) as (
  select job.definition_id, job.lane, 1
  from {t}job job
  where job.seq = (
    select first.seq from {t}job first force index (job_parked)
    where first.state = 1 and first.parked_reason = 1
    order by first.definition_id, first.lane limit 1)
  union all
  select job.definition_id, job.lane, parked.turn + 1
  from parked
  straight_join {t}job job on job.seq = (
    select following.seq from {t}job following force index (job_parked)
    where following.state = 1 and following.parked_reason = 1 and following.definition_id >= parked.definition_id
      and (following.definition_id > parked.definition_id or following.lane > parked.lane)
    order by following.definition_id, following.lane limit 1)
  where parked.turn < 1000)
select
  0, cast(null as binary(16)), (select version from {t}control limit 1),
  cast(exists (
    select 1 from {t}job job force index (job_running)
    where job.state = 2 and not exists (select 1 from {t}session session where session.id = job.session_id)) as {bigint}),
  cast(null as char(200))
union all
select 8, null, null, timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', {now}), null
union all
select 1, id, beat, null, null from {t}session
union all
select
  2, null, place,
  timestampdiff(
    microsecond, {now},
    coalesce(least(common, case when solo > {now} then solo end), common, case when solo > {now} then solo end)),
  null
from due where common is not null or solo > {now}
union all
select 3, null, place, null, null from due
where solo <= {now}
union all
select 4, job.id, job.claim_no, null, null from {t}job job force index (job_stopping)
where job.cancel_requested = 1 and job.state = 2 and job.session_id in (@sessions)
union all
select 5, null, null, null, job.definition_id from parked job where job.lane {in_queues} or {in_patterns}
union all
select distinct 7, null, null, null, job.definition_id from {t}job job force index (job_parked)
where job.state = 1 and job.parked_reason = 2 and job.unread_by is not null
  and instr(job.unread_by, @reader) = 0 and (job.lane {in_queues} or {in_patterns})
union all
select 6, null, null, timestampdiff(microsecond, {now}, first.next_at), null
from (
  select schedule.next_at from {t}schedule schedule
  where schedule.state = 1 and schedule.next_at is not null
    and not (schedule.is_waiting and exists (select 1 from {t}job job where job.recurring_schedule_id = schedule.id))
  order by schedule.next_at limit 1) first;
