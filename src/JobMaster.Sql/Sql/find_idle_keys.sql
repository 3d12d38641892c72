-- Finds idle keys of limits after a place, in their order: nothing is in use, no job waits, and they hold up no job.
select used.name
from {t}limit_key used
where used.name > @after
  and (used.next_at is null or used.next_at <= {now})
  and (used.rest_until is null or used.rest_until <= {now})
  and used.in_use = coalesce((select sum(entry.freed) from {t}limit_ledger entry where entry.name = used.name), 0)
  and not exists (select 1 from {t}job_gate waiting where waiting.gate = used.name)
order by used.name
limit @limit;
