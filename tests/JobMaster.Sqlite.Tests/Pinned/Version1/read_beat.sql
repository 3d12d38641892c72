-- Reads everything an idle node must know, as tagged rows.
-- 0: control version, whether orphans exist. 1: session, beat. 2: place of the queue, microseconds until due. 3: place of a queue with a due job
-- that must run alone. 4: job, claim number asked to stop. 5: definition with jobs parked as unknown.
with recursive
queue (place, lane, priority) as materialized (
  select key, value ->> 'lane', value ->> 'priority' from json_each($queues)),
due (place, common, solo) as materialized (
  select
    place,
    (select due_at from {t}job where state = 0 and lane = queue.lane and priority = queue.priority order by due_at limit 1),
    (select due_at from {t}job where state = 3 and lane = queue.lane and priority = queue.priority order by due_at limit 1)
  from queue),
parked (definition_id) as (
  select min(definition_id) from {t}job where state = 1 and parked_reason = 1
  union all
  select (select min(job.definition_id) from {t}job job where job.state = 1 and job.parked_reason = 1 and job.definition_id > parked.definition_id)
  from parked where parked.definition_id is not null)
select
  0, null, (select version from {t}control),
  exists (
    select 1 from {t}job job
    where job.state = 2 and not exists (select 1 from {t}session session where session.id = job.session_id)),
  null
union all
select 1, id, beat, null, null from {t}session
union all
select
  2, null, place,
  min(coalesce(common, solo), coalesce(solo, common)) - coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000), null
from due where common is not null or solo is not null
union all
select 3, null, place, null, null from due
where solo <= coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000)
union all
select 4, id, claim_no, null, null from {t}job
where cancel_requested = 1 and state = 2 and session_id in (select unhex(value) from json_each($sessions))
union all
select 5, null, null, null, definition_id from parked where definition_id is not null;
