-- Deletes the sums of the oldest minutes, hours or days past their retention, up to a limit of them.
delete from {t}statistic
where resolution = @resolution and starts_at in (
  select old.starts_at from (
    select distinct top (@limit) starts_at from {t}statistic
    where resolution = @resolution and starts_at < {kept_since}
    order by starts_at) old);
