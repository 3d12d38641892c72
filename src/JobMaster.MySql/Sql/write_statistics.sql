-- Stores sums of statistics, in the order of their places.
insert into {t}statistic (scope, name, resolution, starts_at, counts)
select given.scope, given.name, given.resolution, given.starts_at, given.counts
from ({statistics}) given
order by given.scope, given.name, given.resolution, given.starts_at
on duplicate key update counts = values(counts);
