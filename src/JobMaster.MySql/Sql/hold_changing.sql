-- Holds live jobs that an operator changes, in the order of their ids, and
-- waits for transactions that hold one; returns what an operator may change.
select {changing_row}
from {t}job force index (job_id)
where id {in_ids}
order by id
{for_update};
