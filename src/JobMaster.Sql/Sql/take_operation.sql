-- Takes the running operation that nobody works on and that has waited longest.
-- One that was worked on in the future does not wait, and comes first: the clock was ahead then, and so is its next turn.
select {operation_row}
from {t}operation operation
where state = 1 and (next_at is null or next_at <= {now} or worked_at > {now})
order by case when worked_at > {now} then 0 else 1 end, worked_at, id
limit 1
{skip_locked};
