-- Lists queues that hold waiting jobs and whose lane begins with one of the prefixes, with the microseconds until their first job is due.
-- Returns up to a limit after a place for each prefix, in the order of lane and priority, and up to a limit of queues with jobs that must
-- run alone (the last column). Steps from one queue to the next by the index, however many jobs each holds.
with recursive
asked (prefix, last, after_lane, after_priority) as materialized (
  select value ->> 'prefix', value ->> 'last', value ->> 'after_lane', (value ->> 'after_priority')::smallint
  from json_array_elements(@patterns) value),
found (last, lane, priority, due_at) as (
  select asked.last, first.lane, first.priority, first.due_at
  from asked
  cross join lateral (
    select lane, priority, due_at from {t}job
    where state = 0 and (lane, priority) > (asked.after_lane, asked.after_priority) and lane <= asked.last
    order by lane, priority, due_at, seq limit 1) first
  union all
  select found.last, following.lane, following.priority, following.due_at
  from found
  cross join lateral (
    select lane, priority, due_at from {t}job
    where state = 0 and (lane, priority) > (found.lane, found.priority) and lane <= found.last
    order by lane, priority, due_at, seq limit 1) following),
solo (last, lane, priority, due_at) as (
  select asked.last, first.lane, first.priority, first.due_at
  from asked
  cross join lateral (
    select lane, priority, due_at from {t}job
    where state = 3 and lane >= asked.prefix and lane <= asked.last
    order by lane, priority, due_at, seq limit 1) first
  union all
  select solo.last, following.lane, following.priority, following.due_at
  from solo
  cross join lateral (
    select lane, priority, due_at from {t}job
    where state = 3 and (lane, priority) > (solo.lane, solo.priority) and lane <= solo.last
    order by lane, priority, due_at, seq limit 1) following)
(select lane, priority::integer, (extract(epoch from due_at - {now}) * 1000000)::bigint, 0 from found limit @limit)
union all
(select lane, priority::integer, (extract(epoch from due_at - {now}) * 1000000)::bigint, 1 from solo limit @limit);
