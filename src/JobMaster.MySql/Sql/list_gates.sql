-- Lists the keys at whose gates jobs wait, in their order after a place, and what is in use of each. Leaves out where parked jobs wait, or
-- those of paused lanes. Steps from one gate to the next by the index, however many jobs each has.
select
  found.name, coalesce(used.in_use, 0) - coalesce((select sum(entry.freed) from {t}limit_ledger entry where entry.name = found.name), 0),
  used.next_at, {now}, used.rest_until, used.held_by
from (
  select gate as name from {t}job_gate force index (job_gate_order)
  where gate > greatest(@after, '!') and (gate < '~' or gate > char(127 using utf8mb4))
  group by gate
  order by gate
  limit @limit) found
left join {t}limit_key used on used.name = found.name
order by found.name;
