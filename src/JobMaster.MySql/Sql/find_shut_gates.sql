-- Finds jobs that wait because their lane was paused.
select job.id, job.limits, job.lane, job.priority
from (
  select job_id from {t}job_gate force index (job_gate_order)
  where gate = @gate
  order by priority, due_at, seq
  limit @limit) shut
straight_join {t}job job force index (job_id) on job.id = shut.job_id;
