-- Finds jobs that wait because their lane was paused, and holds them; skips those that are locked.
select job.id, job.limits, job.lane, job.priority
from (select job_id from {t}job_gate where gate = @gate order by priority, due_at, seq limit @limit) shut
join {t}job job on job.id = shut.job_id;
