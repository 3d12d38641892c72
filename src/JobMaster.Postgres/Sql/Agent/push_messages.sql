-- Stores the messages whose id is not here yet, in the order sent.
insert into {t}agent_message (id, lane, priority, body, pushed_at, available_at)
select sent.id, sent.lane, sent.priority, sent.body, {clock}, {clock}
from unnest(@ids, @lanes, @priorities, @bodies) as sent (id, lane, priority, body)
on conflict (id) do nothing;
