-- Reads the first job at a gate by due time and insertion, whatever its priority.
select ahead.job_id, job.limits, job.lane, job.priority
from (
  (
    select job_id, due_at, seq from {t}job_gate force index (job_gate_order)
    where gate = @gate and priority = 5 order by due_at, seq limit 1)
  union all
  (
    select job_id, due_at, seq from {t}job_gate force index (job_gate_order)
    where gate = @gate and priority = 4 order by due_at, seq limit 1)
  union all
  (
    select job_id, due_at, seq from {t}job_gate force index (job_gate_order)
    where gate = @gate and priority = 3 order by due_at, seq limit 1)
  union all
  (
    select job_id, due_at, seq from {t}job_gate force index (job_gate_order)
    where gate = @gate and priority = 2 order by due_at, seq limit 1)
  union all
  (
    select job_id, due_at, seq from {t}job_gate force index (job_gate_order)
    where gate = @gate and priority = 1 order by due_at, seq limit 1)
  order by due_at, seq
  limit 1) ahead
straight_join {t}job job force index (job_id) on job.id = ahead.job_id;
