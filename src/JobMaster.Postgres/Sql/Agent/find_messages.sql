-- Returns, for each asked queue that holds messages, its place and the microseconds until its first message can be delivered; zero or less
-- means now.
select
  asked.turn - 1,
  (extract(epoch from (
    select available_at from {t}agent_message message
    where message.lane = asked.value ->> 'lane' and message.priority = (asked.value ->> 'priority')::integer
    order by available_at, seq
    limit 1) - {clock}) * 1000000)::bigint
from json_array_elements(@queues) with ordinality asked (value, turn);
