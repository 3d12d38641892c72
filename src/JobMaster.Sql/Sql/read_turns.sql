-- Reads the jobs that have the turn of keys and wait at the gate of their key.
select used.name, gated.job_id, job.limits, job.lane, job.priority
from {t}limit_key used
join {t}job_gate gated on gated.job_id = used.held_by and gated.gate = used.name
join {t}job job on job.id = gated.job_id
where used.name {in_names};
