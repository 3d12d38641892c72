-- Reads how much of a key of a limit is in use, how many jobs wait for it, up to 1,000, and since when the first has waited.
select
  used.name, used.in_use - coalesce((select sum(entry.freed) from {t}limit_ledger entry where entry.name = used.name), 0),
  used.next_at, {now}, used.rest_until, used.held_by,
  {waiting_count},
  {waiting_since},
  used.in_use
from {t}limit_key used
where used.name = @name;
