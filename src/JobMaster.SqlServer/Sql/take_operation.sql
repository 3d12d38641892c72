-- Takes the running operation that has waited longest and that no node works on. An operation whose last work has a time in the future does
-- not wait, and comes first: the clock was ahead then, so its next turn is too late as well.
select top (1) id
from {t}operation {free}
where state = 1 and (next_at is null or next_at <= {now} or worked_at > {now})
order by case when worked_at > {now} then 0 else 1 end, worked_at, id;
