-- Finds jobs of a lane that were let through their limits and are not claimed, those that are to run alone too.
-- Holds them, passing over those that are locked. Each state has an index of its own.
select id, limits from {t}job
where id in (
    select id from {t}job where state = 0 and lane = @lane and limits is not null
    union all
    select id from {t}job where state = 3 and lane = @lane and limits is not null)
  and state in (0, 3) and lane = @lane
limit @limit
{skip_locked};
