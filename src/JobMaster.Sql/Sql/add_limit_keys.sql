-- Adds keys of limits that are not there yet, in their order.
insert into {t}limit_key (name, in_use)
select named.name, 0
from ({names}) named
where true
order by named.name
on conflict (name) do nothing;
