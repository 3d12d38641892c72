-- Counts the messages of each queue, up to 10,000 of each kind: those that can be delivered now, and the others.
with recursive queue (lane, priority) as (
  select * from (select lane, priority from {t}agent_message order by lane, priority limit 1)
  union all
  select
    (select message.lane from {t}agent_message message
      where (message.lane, message.priority) > (queue.lane, queue.priority) order by message.lane, message.priority limit 1),
    (select message.priority from {t}agent_message message
      where (message.lane, message.priority) > (queue.lane, queue.priority) order by message.lane, message.priority limit 1)
  from queue where queue.lane is not null)
select
  lane, priority,
  (select count(*) from (
    select 1 from {t}agent_message message
    where message.lane = queue.lane and message.priority = queue.priority
      and message.available_at <= {clock}
    limit 10000)),
  (select count(*) from (
    select 1 from {t}agent_message message
    where message.lane = queue.lane and message.priority = queue.priority
      and message.available_at > {clock}
    limit 10000))
from queue where lane is not null;
