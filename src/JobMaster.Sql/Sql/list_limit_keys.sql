-- Lists keys of limits after a place, the most used first by the count on their rows, with what is in use without the permits given back
-- since, how many jobs wait for each, up to 1,000, since when the first has waited, and that count.
select
  used.name, used.in_use - coalesce((select sum(entry.freed) from {t}limit_ledger entry where entry.name = used.name), 0),
  used.next_at, {now}, used.rest_until, used.held_by,
  {waiting_count},
  {waiting_since},
  used.in_use
from {t}limit_key used
where (@name is null or used.name = @name or substr(used.name, 1, length(@prefix)) = @prefix)
  and (used.in_use < @in_use or (used.in_use = @in_use and used.name > @after))
order by used.in_use desc, used.name
limit @limit;
