-- Takes the running operation that has waited longest and that no node works on. An operation whose last work has a time in the future does
-- not wait, and comes first: the clock was ahead then, so its next turn is too late as well. Each part reads the index in its order and
-- stops at its first row: a sort would hold all running operations, so that other nodes found none.
select id from (
  select ahead.id
  from (
    select id from {t}operation force index (operation_running)
    where state = 1 and worked_at > {now}
    order by worked_at, id
    limit 1
    for update skip locked) ahead
  union all
  select waiting.id
  from (
    select id from {t}operation force index (operation_running)
    where state = 1 and worked_at <= {now} and (next_at is null or next_at <= {now})
    order by worked_at, id
    limit 1
    for update skip locked) waiting) found
limit 1;
