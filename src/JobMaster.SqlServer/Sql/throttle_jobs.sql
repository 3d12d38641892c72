-- Moves jobs with limits, also parked ones, to where claims do not look; they are no longer marked as holding permits.
update job set state = case when job.state = 1 then 1 else 7 end, limits = {bare_limits}
from ({given_ids}) given
inner loop join {t}job job on job.id = given.id
where job.state in (0, 1, 3, 7);
