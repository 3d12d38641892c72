-- Locks keys of limits in their order, and waits for passes that hold one. Returns the name, the permits in use, the next start by the
-- rate, the time, the end of its rest, and the job that has the turn.
select held.name, held.in_use, held.next_at, {now}, held.rest_until, held.held_by
from (select given.name from ({names}) given order by given.name limit 100000) wanted
straight_join {t}limit_key held force index (primary) on held.name = wanted.name
{for_update};
