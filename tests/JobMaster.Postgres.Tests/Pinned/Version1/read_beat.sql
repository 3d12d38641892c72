-- Everything an idle node must know, as tagged rows: 0 control version and orphans, 1 session and beat, 2 queue and microseconds until due,
-- 3 queue with a due job that must run alone, 4 job and claim asked to stop, 5 definition with jobs parked as unknown.
with recursive
queue (place, lane, priority) as materialized (
  select turn - 1, value ->> 'lane', (value ->> 'priority')::integer from json_array_elements(@queues) with ordinality asked (value, turn)),
due (place, common, solo) as materialized (
  select
    place,
    (select due_at from {t}job where state = 0 and lane = queue.lane and priority = queue.priority order by due_at, seq limit 1),
    (select due_at from {t}job where state = 3 and lane = queue.lane and priority = queue.priority order by due_at, seq limit 1)
  from queue),
parked (definition_id) as (
  select min(definition_id) from {t}job where state = 1 and parked_reason = 1
  union all
  select (select min(job.definition_id) from {t}job job where job.state = 1 and job.parked_reason = 1 and job.definition_id > parked.definition_id)
  from parked where parked.definition_id is not null)
select
  0, null::uuid, (select version from {t}control),
  exists (
    select 1 from {t}job job
    where job.state = 2 and not exists (select 1 from {t}session session where session.id = job.session_id))::integer::bigint,
  null::text
union all
select 1, id, beat, null, null from {t}session
union all
select
  2, null, place, (extract(epoch from least(common, solo) - coalesce(@now, statement_timestamp())) * 1000000)::bigint, null
from due where common is not null or solo is not null
union all
select 3, null, place, null, null from due
where solo <= coalesce(@now, statement_timestamp())
union all
select 4, id, claim_no, null, null from {t}job
where cancel_requested and state = 2 and session_id = any (array(select value::uuid from json_array_elements_text(@sessions) value))
union all
select 5, null, null, null, definition_id from parked where definition_id is not null;
