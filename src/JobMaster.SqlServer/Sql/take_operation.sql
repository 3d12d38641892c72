-- Takes the running operation that has waited longest and that no node works on. An operation whose last work has a time in the future does
-- not wait, and comes first: the clock was ahead then, so its next turn is too late as well. Those that are due are found without locks
-- that stay, and locked one by one until the first that is free: a row that a locking statement sorts stays locked until the end.
select top (1) running.id
from (
  select top (100) id, worked_at, case when worked_at > {now} then 0 else 1 end as turn
  from {t}operation with (readpast, rowlock, readcommittedlock)
  where state = 1 and (next_at is null or next_at <= {now} or worked_at > {now})
  order by turn, worked_at, id) due
inner loop join {t}operation running {free} on running.id = due.id
where running.state = 1 and (running.next_at is null or running.next_at <= {now} or running.worked_at > {now})
order by due.turn, due.worked_at, due.id;
