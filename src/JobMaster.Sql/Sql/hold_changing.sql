-- Holds live jobs that an operator changes, in the order of their ids. Waits for transactions that hold one. Returns what an operator may
-- change.
select {changing_row}
from {t}job
where id {in_ids}
order by id
{for_update};
