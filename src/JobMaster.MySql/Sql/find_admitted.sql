-- Finds jobs of a lane that passed their limits and are not claimed, including those that must run alone. Holds them and skips those that
-- are locked. Locks them by their ids, as statements that change a job do: by another index, the two would lock the parts of a job in
-- different orders.
select job.id, job.limits
from (
  select id from {t}job force index (job_claim)
  where state in (0, 3) and lane = @lane and limits is not null
  limit 100000) found
straight_join {t}job job force index (job_id) on job.id = found.id
where job.state in (0, 3) and job.lane = @lane
limit @limit
for update skip locked;
