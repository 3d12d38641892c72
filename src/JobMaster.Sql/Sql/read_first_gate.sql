-- Reads the first job at a gate by due time and insertion, whatever its priority.
select first.job_id, job.limits, job.lane, job.priority
from (
  select * from (select job_id, due_at, seq from {t}job_gate where gate = @gate and priority = 5 order by due_at, seq limit 1) critical
  union all
  select * from (select job_id, due_at, seq from {t}job_gate where gate = @gate and priority = 4 order by due_at, seq limit 1) high
  union all
  select * from (select job_id, due_at, seq from {t}job_gate where gate = @gate and priority = 3 order by due_at, seq limit 1) medium
  union all
  select * from (select job_id, due_at, seq from {t}job_gate where gate = @gate and priority = 2 order by due_at, seq limit 1) low
  union all
  select * from (select job_id, due_at, seq from {t}job_gate where gate = @gate and priority = 1 order by due_at, seq limit 1) lowest) first
join {t}job job on job.id = first.job_id
order by first.due_at, first.seq
limit 1;
