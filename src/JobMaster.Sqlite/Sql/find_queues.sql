-- Lists queues that hold waiting jobs and whose lane begins with one of the prefixes, with the microseconds until their first job is due.
-- Returns up to a limit after a place for each prefix, in the order of lane and priority, and up to a limit of queues with jobs that must
-- run alone (the last column). Steps from one queue to the next by the index, however many jobs each holds.
with recursive
asked (prefix, last, after_lane, after_priority) as materialized (
  select value ->> 'prefix', value ->> 'last', value ->> 'after_lane', value ->> 'after_priority' from json_each(@patterns)),
found (last, lane, priority, due_at) as (
  select asked.last, job.lane, job.priority, job.due_at
  from asked
  cross join {t}job job on job.seq = (
    select first.seq from {t}job first
    where first.state = 0 and (first.lane, first.priority) > (asked.after_lane, asked.after_priority) and first.lane <= asked.last
    order by first.lane, first.priority, first.due_at limit 1)
  union all
  select found.last, job.lane, job.priority, job.due_at
  from found
  cross join {t}job job on job.seq = (
    select following.seq from {t}job following
    where following.state = 0 and (following.lane, following.priority) > (found.lane, found.priority) and following.lane <= found.last
    order by following.lane, following.priority, following.due_at limit 1)),
solo (last, lane, priority, due_at) as (
  select asked.last, job.lane, job.priority, job.due_at
  from asked
  cross join {t}job job on job.seq = (
    select first.seq from {t}job first
    where first.state = 3 and first.lane >= asked.prefix and first.lane <= asked.last
    order by first.lane, first.priority, first.due_at limit 1)
  union all
  select solo.last, job.lane, job.priority, job.due_at
  from solo
  cross join {t}job job on job.seq = (
    select following.seq from {t}job following
    where following.state = 3 and (following.lane, following.priority) > (solo.lane, solo.priority) and following.lane <= solo.last
    order by following.lane, following.priority, following.due_at limit 1))
select * from (select lane, priority, due_at - {now}, 0 from found limit @limit + 0)
union all
select * from (select lane, priority, due_at - {now}, 1 from solo limit @limit + 0);
