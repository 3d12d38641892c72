-- Counts the messages of each queue, up to 10,000 of each kind: those that can be delivered now, and the others.
declare @queue table (lane nvarchar(100) collate Latin1_General_100_BIN2 not null, priority smallint not null);
declare @lane nvarchar(100) = N'', @priority smallint = -1;
while @lane is not null
begin
  insert into @queue (lane, priority)
  select top (1) lane, priority from {t}agent_message
  where lane >= @lane and (lane > @lane or priority > @priority)
  order by lane, priority;
  if @@rowcount = 0 break;
  select top (1) @lane = lane, @priority = priority from @queue order by lane desc, priority desc;
end;
select
  queue.lane, cast(queue.priority as {integer}),
  (select count(*) from (
    select top (10000) 1 as found from {t}agent_message message
    where message.lane = queue.lane and message.priority = queue.priority and message.available_at <= {clock}) waiting),
  (select count(*) from (
    select top (10000) 1 as found from {t}agent_message message
    where message.lane = queue.lane and message.priority = queue.priority and message.available_at > {clock}) leased)
from @queue queue;
