-- Adds keys of limits that are not there yet, in their order. A key that another pass adds at the same moment exists then.
{patiently}
insert into {t}limit_key (name, in_use)
select named.name, 0
from ({names}) named
where not exists (select 1 from {t}limit_key known where known.name = named.name)
order by named.name;
