-- The sums of one name, by time.
select top (@limit) resolution, starts_at, scope, name, counts from {t}statistic
where scope = @scope and name = @name and resolution = @resolution and starts_at >= @starts_from and starts_at < @starts_before
order by starts_at;
