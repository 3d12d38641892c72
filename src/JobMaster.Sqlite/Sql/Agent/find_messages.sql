-- Tells of each asked queue that holds messages its place and how many
-- microseconds remain until its first can be delivered, zero or less for now.
select
  asked.key,
  (select available_at from {t}agent_message message
    where message.lane = asked.value ->> 'lane' and message.priority = asked.value ->> 'priority'
    order by available_at, seq
    limit 1) - {clock}
from json_each(@queues) asked;
