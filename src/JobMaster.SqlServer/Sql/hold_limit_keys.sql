-- Locks keys of limits in their order, and waits for passes that hold one. Returns the name, the permits in use, the next start by the
-- rate, the time, the end of its rest, and the job that has the turn.
{patiently}
select held.name, held.in_use, held.next_at, {now}, held.rest_until, held.held_by
from (select top ({job_limit}) given.name from ({names}) given order by given.name) wanted
inner loop join {t}limit_key held {held} on held.name = wanted.name;
