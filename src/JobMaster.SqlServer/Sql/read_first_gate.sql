-- Reads the first job at a gate by due time and insertion, whatever its priority.
select ahead.job_id, job.limits, job.lane, job.priority
from (
  select top (1) waiting.job_id
  from (values (1), (2), (3), (4), (5)) urgency (priority)
  cross apply (
    select top (1) gated.job_id, gated.due_at, gated.seq from {t}job_gate gated
    where gated.gate = @gate and gated.priority = urgency.priority
    order by gated.due_at, gated.seq) waiting
  order by waiting.due_at, waiting.seq) ahead
join {t}job job on job.id = ahead.job_id;
