-- All sums of one minute, hour or day.
select resolution, starts_at, scope, name, counts from {t}statistic
where resolution = @resolution and starts_at = @starts_at;
