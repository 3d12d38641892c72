-- Locks keys of limits in their order and skips those that a pass holds. Returns the name, the permits in use, the next start by the rate,
-- the time, the end of its rest, and the job that has the turn.
select name, in_use, next_at, {now}, rest_until, held_by
from {t}limit_key
where name {in_names}
order by name
{skip_locked};
