-- Finds jobs of a lane that were let through their limits and are not claimed, those that are to run alone too.
-- Holds them, passing over those that are locked. Each state has an index of its own.
select top (@limit) id, limits
from (
  select id, limits from {t}job {free} where state = 0 and lane = @lane and limits is not null
  union all
  select id, limits from {t}job {free} where state = 3 and lane = @lane and limits is not null) admitted;
