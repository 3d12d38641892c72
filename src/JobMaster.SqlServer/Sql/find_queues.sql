-- Lists queues that hold waiting jobs and whose lane begins with one of the prefixes, with the microseconds until their first job is due.
-- Returns up to a limit after a place for each prefix, in the order of lane and priority, and up to a limit of queues with jobs that must
-- run alone (the last column). Steps from one queue to the next by the index, however many jobs each holds.
declare @found table (
  place int not null, solo int not null, turn int not null, lane nvarchar(100) collate Latin1_General_100_BIN2 not null,
  priority smallint not null, due_at datetime2(7) not null);
declare @place int = 0, @turn int, @last nvarchar(400), @lane nvarchar(400), @priority smallint, @first nvarchar(400);
while 1 = 1
begin
  select @first = null, @turn = 1;
  select @first = sent.prefix, @last = sent.last, @lane = sent.after_lane, @priority = sent.after_priority
  from openjson(@patterns) item
  cross apply openjson(item.value) with (
    prefix nvarchar(400) '$.prefix', last nvarchar(400) '$.last', after_lane nvarchar(400) '$.after_lane',
    after_priority smallint '$.after_priority') sent
  where cast(item.[key] as int) = @place;
  if @first is null break;
  while @turn <= @limit
  begin
    insert into @found (place, solo, turn, lane, priority, due_at)
    select top (1) @place, 0, @turn, job.lane, job.priority, job.due_at
    from {t}job job
    where job.state = 0 and job.lane >= @lane and job.lane <= @last and (job.lane > @lane or job.priority > @priority)
    order by job.lane, job.priority, job.due_at, job.seq;
    if @@rowcount = 0 break;
    select @lane = lane, @priority = priority from @found where place = @place and solo = 0 and turn = @turn;
    set @turn = @turn + 1;
  end;
  select @turn = 1, @lane = @first, @priority = -1;
  while @turn <= @limit
  begin
    insert into @found (place, solo, turn, lane, priority, due_at)
    select top (1) @place, 1, @turn, job.lane, job.priority, job.due_at
    from {t}job job
    where job.state = 3 and job.lane >= @lane and job.lane <= @last and (job.lane > @lane or job.priority > @priority)
    order by job.lane, job.priority, job.due_at, job.seq;
    if @@rowcount = 0 break;
    select @lane = lane, @priority = priority from @found where place = @place and solo = 1 and turn = @turn;
    set @turn = @turn + 1;
  end;
  set @place = @place + 1;
end;
select numbered.lane, cast(numbered.priority as {integer}), datediff_big(microsecond, {now}, numbered.due_at), numbered.solo
from (
  select lane, priority, due_at, solo, turn, row_number() over (partition by solo order by turn, lane, priority) as number
  from @found) numbered
where numbered.number <= @limit
order by numbered.solo, numbered.number;
