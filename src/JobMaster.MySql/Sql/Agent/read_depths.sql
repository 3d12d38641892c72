-- Counts the messages of each queue, up to 10,000 of each kind: those that can be delivered now, and the others.
with recursive queue (lane, priority, turn) as (
  select message.lane, message.priority, 1
  from {t}agent_message message
  where message.seq = (select first.seq from {t}agent_message first order by first.lane, first.priority, first.available_at limit 1)
  union all
  select message.lane, message.priority, queue.turn + 1
  from queue
  straight_join {t}agent_message message force index (primary) on message.seq = (
    select following.seq from {t}agent_message following
    where following.lane >= queue.lane and (following.lane > queue.lane or following.priority > queue.priority)
    order by following.lane, following.priority, following.available_at limit 1)
  where queue.turn < 900)
select
  queue.lane, cast(queue.priority as {integer}),
  (
    select least(count(*), 10000) from {t}agent_message message
    where message.lane = queue.lane and message.priority = queue.priority and message.available_at <= {clock}),
  (
    select least(count(*), 10000) from {t}agent_message message
    where message.lane = queue.lane and message.priority = queue.priority and message.available_at > {clock})
from queue;
