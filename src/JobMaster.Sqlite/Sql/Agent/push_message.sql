-- Stores a message unless its id is here.
insert into {t}agent_message (id, lane, priority, body, pushed_at, available_at)
select @id, @lane, @priority, @body, clock.now, clock.now
from (select {clock} as now) clock
where true
on conflict (id) do nothing;
