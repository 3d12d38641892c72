-- Stores sums in place of those of the same name and time.
insert into {t}statistic (scope, name, resolution, starts_at, counts)
select scope, name, resolution, starts_at, counts
from ({statistics}) given
where true
order by scope, name, resolution, starts_at
on conflict (scope, name, resolution, starts_at) do update set counts = excluded.counts;
