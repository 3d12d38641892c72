-- The sums of every name of a scope, by time and name.
select top (@limit) resolution, starts_at, scope, name, counts from {t}statistic
where scope = @scope and resolution = @resolution and starts_at >= @starts_from and starts_at < @starts_before
order by starts_at, name;
