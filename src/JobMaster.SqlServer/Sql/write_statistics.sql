-- Stores sums in place of those of the same name and time.
update held set counts = given.counts
from ({statistics}) given
join {t}statistic held
  on held.scope = given.scope and held.name = given.name and held.resolution = given.resolution and held.starts_at = given.starts_at;
insert into {t}statistic (scope, name, resolution, starts_at, counts)
select given.scope, given.name, given.resolution, given.starts_at, given.counts
from ({statistics}) given
where not exists (
  select 1 from {t}statistic known
  where known.scope = given.scope and known.name = given.name and known.resolution = given.resolution and known.starts_at = given.starts_at)
order by given.scope, given.name, given.resolution, given.starts_at;
