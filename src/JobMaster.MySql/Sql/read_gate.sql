-- Reads the first jobs at a gate, by priority, due time and insertion.
select ahead.job_id, job.limits, job.lane, job.priority
from (
  (
    select job_id, priority, due_at, seq from {t}job_gate force index (job_gate_order)
    where gate = @gate and priority = 5 order by due_at, seq limit @limit)
  union all
  (
    select job_id, priority, due_at, seq from {t}job_gate force index (job_gate_order)
    where gate = @gate and priority = 4 order by due_at, seq limit @limit)
  union all
  (
    select job_id, priority, due_at, seq from {t}job_gate force index (job_gate_order)
    where gate = @gate and priority = 3 order by due_at, seq limit @limit)
  union all
  (
    select job_id, priority, due_at, seq from {t}job_gate force index (job_gate_order)
    where gate = @gate and priority = 2 order by due_at, seq limit @limit)
  union all
  (
    select job_id, priority, due_at, seq from {t}job_gate force index (job_gate_order)
    where gate = @gate and priority = 1 order by due_at, seq limit @limit)
  order by priority desc, due_at, seq
  limit @limit) ahead
straight_join {t}job job force index (job_id) on job.id = ahead.job_id
order by ahead.priority desc, ahead.due_at, ahead.seq;
