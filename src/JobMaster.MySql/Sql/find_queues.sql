-- Lists queues that hold waiting jobs and whose lane begins with one of the prefixes, with the microseconds until their first job is due.
-- Returns up to a limit after a place for each prefix, in the order of lane and priority, and up to a limit of queues with jobs that must
-- run alone (the last column). Steps from one queue to the next by the index, however many jobs each holds.
with recursive
asked (prefix, last, after_lane, after_priority) as (
  select sent.prefix, sent.last, sent.after_lane, sent.after_priority
  from json_table(@patterns, '$[*]' columns (
    prefix varchar(200) {exact} path '$.prefix', last varchar(400) {exact} path '$.last',
    after_lane varchar(400) {exact} path '$.after_lane', after_priority integer path '$.after_priority')) sent),
found (last, lane, priority, due_at, turn) as (
  select asked.last, job.lane, job.priority, job.due_at, 1
  from asked
  straight_join {t}job job on job.seq = (
    select first.seq from {t}job first force index (job_claim)
    where first.state = 0 and first.lane >= asked.after_lane and first.lane <= asked.last
      and (first.lane > asked.after_lane or first.priority > asked.after_priority)
    order by first.lane, first.priority, first.due_at limit 1)
  union all
  select found.last, job.lane, job.priority, job.due_at, found.turn + 1
  from found
  straight_join {t}job job on job.seq = (
    select following.seq from {t}job following force index (job_claim)
    where following.state = 0 and following.lane >= found.lane and following.lane <= found.last
      and (following.lane > found.lane or following.priority > found.priority)
    order by following.lane, following.priority, following.due_at limit 1)
  where found.turn < @limit),
solo (last, lane, priority, due_at, turn) as (
  select asked.last, job.lane, job.priority, job.due_at, 1
  from asked
  straight_join {t}job job on job.seq = (
    select first.seq from {t}job first force index (job_claim)
    where first.state = 3 and first.lane >= asked.prefix and first.lane <= asked.last
    order by first.lane, first.priority, first.due_at limit 1)
  union all
  select solo.last, job.lane, job.priority, job.due_at, solo.turn + 1
  from solo
  straight_join {t}job job on job.seq = (
    select following.seq from {t}job following force index (job_claim)
    where following.state = 3 and following.lane >= solo.lane and following.lane <= solo.last
      and (following.lane > solo.lane or following.priority > solo.priority)
    order by following.lane, following.priority, following.due_at limit 1)
  where solo.turn < @limit)
(
  select lane, cast(priority as {integer}), timestampdiff(microsecond, {now}, due_at), 0 from found
  order by turn, lane, priority limit @limit)
union all
(
  select lane, cast(priority as {integer}), timestampdiff(microsecond, {now}, due_at), 1 from solo
  order by turn, lane, priority limit @limit);
