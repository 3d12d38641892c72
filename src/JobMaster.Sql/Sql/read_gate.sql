-- Reads the first jobs at a gate, by priority, due time and insertion.
select first.job_id, job.limits, job.lane, job.priority
from (
  select * from (select job_id, priority, due_at, seq from {t}job_gate where gate = @gate and priority = 5 order by due_at,
      seq limit @limit) critical
  union all
  select * from (select job_id, priority, due_at, seq from {t}job_gate where gate = @gate and priority = 4 order by due_at,
      seq limit @limit) high
  union all
  select * from (select job_id, priority, due_at, seq from {t}job_gate where gate = @gate and priority = 3 order by due_at,
      seq limit @limit) medium
  union all
  select * from (select job_id, priority, due_at, seq from {t}job_gate where gate = @gate and priority = 2 order by due_at,
      seq limit @limit) low
  union all
  select * from (select job_id, priority, due_at, seq from {t}job_gate where gate = @gate and priority = 1 order by due_at,
      seq limit @limit) lowest) first
join {t}job job on job.id = first.job_id
order by first.priority desc, first.due_at, first.seq
limit @limit;
