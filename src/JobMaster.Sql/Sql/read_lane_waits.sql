-- Reads since when the oldest due job of each lane has waited, and the time. Goes from lane to lane and looks at the head of each queue by
-- its index.
with recursive
common (name) as (
  select min(lane) from {t}job where state = 0
  union all
  select (select min(job.lane) from {t}job job where job.state = 0 and job.lane > common.name) from common where common.name is not null),
solo (name) as (
  select min(lane) from {t}job where state = 3
  union all
  select (select min(job.lane) from {t}job job where job.state = 3 and job.lane > solo.name) from solo where solo.name is not null),
urgency (priority) as (select 1 union all select 2 union all select 3 union all select 4 union all select 5),
oldest (lane, due_at) as (
  select
    common.name,
    (select min(job.due_at) from {t}job job where job.state = 0 and job.lane = common.name and job.priority = urgency.priority)
  from common cross join urgency
  where common.name is not null
  union all
  select
    solo.name,
    (select min(job.due_at) from {t}job job where job.state = 3 and job.lane = solo.name and job.priority = urgency.priority)
  from solo cross join urgency
  where solo.name is not null)
select lane, min(due_at), {now}
from oldest
where due_at <= {now}
group by lane
order by lane;
