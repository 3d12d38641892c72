-- Adds keys of limits that are not there yet, in their order.
insert into {t}limit_key (name, in_use)
select named.name, 0
from ({names}) named
order by named.name
on duplicate key update {t}limit_key.in_use = {t}limit_key.in_use;
