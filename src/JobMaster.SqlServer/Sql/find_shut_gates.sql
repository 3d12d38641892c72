-- Finds jobs that wait because their lane was paused.
select job.id, job.limits, job.lane, job.priority
from (select top (@limit) job_id from {t}job_gate where gate = @gate order by priority, due_at, seq) shut
join {t}job job on job.id = shut.job_id;
