-- Holds live jobs that an operator changes, in the order of their ids, waiting for whoever holds one; returns what an operator may change.
select
  id, claim_no, state, cast(cancel_requested as integer), case when state = 2 then 3 when due_at <= {now} then 2 else 1 end, due_at
from {t}job
where id {in_ids}
order by id
{for_update};
