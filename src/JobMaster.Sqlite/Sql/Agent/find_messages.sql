-- Returns, for each asked queue that holds messages, its place and the microseconds until its first message can be delivered; zero or less
-- means now.
select
  asked.key,
  (select available_at from {t}agent_message message
    where message.lane = asked.value ->> 'lane' and message.priority = asked.value ->> 'priority'
    order by available_at, seq
    limit 1) - {clock}
from json_each(@queues) asked;
