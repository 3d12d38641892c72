-- Finds jobs of a lane that passed their limits and are not claimed, including those that must run alone. Holds them and skips those that
-- are locked. Each state has its own index.
select top (@limit) id, limits
from (
  select id, limits from {t}job {free} where state = 0 and lane = @lane and limits is not null
  union all
  select id, limits from {t}job {free} where state = 3 and lane = @lane and limits is not null) admitted;
