-- Reads the job that has the turn of a key, if it waits at the gate of that.
select gated.job_id, job.limits, job.lane, job.priority
from {t}limit_key used
join {t}job_gate gated on gated.job_id = used.held_by
join {t}job job on job.id = gated.job_id
where used.name = @gate and gated.gate = @gate;
