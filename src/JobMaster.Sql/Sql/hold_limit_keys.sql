-- Locks keys of limits in their order, and waits for passes that hold one: name, permits in use, the next start by the rate, the time.
select name, in_use, next_at, {now}
from {t}limit_key
where name {in_names}
order by name
{for_update};
