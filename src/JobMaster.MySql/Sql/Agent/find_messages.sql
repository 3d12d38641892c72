-- Returns, for each asked queue that holds messages, its place and the microseconds until its first message can be delivered; zero or less
-- means now.
select
  asked.turn - 1,
  timestampdiff(microsecond, {clock}, (
    select message.available_at from {t}agent_message message
    where message.lane = asked.lane and message.priority = asked.priority
    order by message.available_at, message.seq
    limit 1))
from ({given_queues}) asked;
