-- Holds live jobs in the order of their ids, and waits at most the given time for transactions that hold one. Returns id, claim number,
-- state, whether it was asked to stop.
select job.id, job.claim_no, job.state, cast(job.cancel_requested as integer)
from (select case when @patience is not null then set_config('lock_timeout', @patience, true) end) patience
cross join {t}job job
where job.id {in_ids}
order by job.id
for update of job;
