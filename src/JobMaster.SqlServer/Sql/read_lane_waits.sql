-- Reads since when the oldest due job of each lane has waited, and the time. Goes from lane to lane and looks at the head of each queue by
-- its index.
declare @lanes table (lane nvarchar(100) collate Latin1_General_100_BIN2 not null, solo bit not null);
declare @lane nvarchar(100) = (select min(lane) from {t}job where state = 0);
while @lane is not null
begin
  insert into @lanes (lane, solo) values (@lane, 0);
  set @lane = (select min(job.lane) from {t}job job where job.state = 0 and job.lane > @lane);
end;
set @lane = (select min(lane) from {t}job where state = 3);
while @lane is not null
begin
  insert into @lanes (lane, solo) values (@lane, 1);
  set @lane = (select min(job.lane) from {t}job job where job.state = 3 and job.lane > @lane);
end;
select oldest.lane, min(oldest.due_at), {now}
from (
  select
    known.lane,
    case when known.solo = 0
      then (
        select top (1) job.due_at from {t}job job
        where job.state = 0 and job.lane = known.lane and job.priority = urgency.priority order by job.due_at, job.seq)
      else (
        select top (1) job.due_at from {t}job job
        where job.state = 3 and job.lane = known.lane and job.priority = urgency.priority order by job.due_at, job.seq)
    end as due_at
  from @lanes known
  cross join (values (1), (2), (3), (4), (5)) urgency (priority)) oldest
where oldest.due_at <= {now}
group by oldest.lane
order by oldest.lane;
