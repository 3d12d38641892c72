-- Finds jobs of a lane that passed their limits and are not claimed, including those that must run alone. Holds them and skips those that
-- are locked. Each state has its own index.
select id, limits from {t}job
where id in (
    select id from {t}job where state = 0 and lane = @lane and limits is not null
    union all
    select id from {t}job where state = 3 and lane = @lane and limits is not null)
  and state in (0, 3) and lane = @lane
limit @limit
{skip_locked};
