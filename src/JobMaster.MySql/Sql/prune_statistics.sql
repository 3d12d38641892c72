-- Deletes the sums of up to a limit of times older than their retention.
delete from {t}statistic
where resolution = @resolution and starts_at in (
  select starts_at from (
    select distinct starts_at from {t}statistic
    where resolution = @resolution and starts_at < {kept_since}
    order by starts_at
    limit @limit) old);
