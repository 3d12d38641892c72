-- Holds live jobs in the order of their ids, and waits at most the given time for transactions that hold one. Returns id, claim number,
-- state, whether it was asked to stop.
{patience}
select job.id, job.claim_no, job.state, cast(job.cancel_requested as {integer})
from (select top ({job_limit}) wanted.id from ({given_ids}) wanted order by wanted.id) sent
inner loop join {t}job job {held} on job.id = sent.id
order by job.id;
