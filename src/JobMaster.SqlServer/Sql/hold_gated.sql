-- Holds jobs that still wait at a gate and skips those that are locked; returns which. A job that was moved to later meanwhile is no longer
-- due.
select job.id
from (select top ({job_limit}) given.id from ({given_ids}) given order by given.id) wanted
inner loop join {t}job job {free} on job.id = wanted.id
where job.state = 7 and job.due_at <= {now};
