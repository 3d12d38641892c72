-- Lists the keys at whose gates jobs wait, in their order after a place, and what is in use of each. Steps from one to the next by the
-- index.
with recursive found (name) as (
  select min(gate) from {t}job_gate where gate > @after
  union all
  select (select min(gate) from {t}job_gate where gate > found.name) from found where found.name is not null)
select
  named.name, coalesce(used.in_use, 0) - coalesce((select sum(freed) from {t}limit_ledger entry where entry.name = named.name), 0),
  used.next_at, {now}, used.rest_until, used.held_by
from (select name from found where name is not null and name <> '!' and name not like '~%' limit @limit) named
left join {t}limit_key used on used.name = named.name
order by named.name;
