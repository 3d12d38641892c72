-- Holds jobs that still wait at a gate, passing over those that are locked;
-- returns which. One that was moved to later meanwhile is due no more.
select job.id
from (select top ({job_limit}) given.id from ({given_ids}) given order by given.id) wanted
inner loop join {t}job job {free} on job.id = wanted.id
where job.state = 7 and job.due_at <= {now};
