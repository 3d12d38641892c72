-- Takes the running operation that has waited longest and that no node works on. An operation whose last work has a time in the future does
-- not wait, and comes first: the clock was ahead then, so its next turn is too late as well. Those that are due are found without locks,
-- and locked one by one until the first that is free: a row that a locking statement rejects or sorts stays locked until the end.
select running.id
from (
  select id, case when worked_at > {now} then 0 else 1 end as turn, worked_at
  from {t}operation force index (operation_running)
  where state = 1 and (next_at is null or next_at <= {now} or worked_at > {now})
  order by turn, worked_at, id
  limit 100) due
straight_join {t}operation running force index (primary) on running.id = due.id
where running.state = 1 and (running.next_at is null or running.next_at <= {now} or running.worked_at > {now})
order by due.turn, due.worked_at, due.id
limit 1
for update skip locked;
