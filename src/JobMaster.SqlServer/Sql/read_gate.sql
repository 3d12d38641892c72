-- Reads the first jobs at a gate, by priority, due time and insertion.
select ahead.job_id, job.limits, job.lane, job.priority
from (
  select top (@limit) waiting.job_id, waiting.priority, waiting.due_at, waiting.seq
  from (values (1), (2), (3), (4), (5)) urgency (priority)
  cross apply (
    select top (@limit) gated.job_id, gated.priority, gated.due_at, gated.seq from {t}job_gate gated
    where gated.gate = @gate and gated.priority = urgency.priority
    order by gated.due_at, gated.seq) waiting
  order by waiting.priority desc, waiting.due_at, waiting.seq) ahead
join {t}job job on job.id = ahead.job_id
order by ahead.priority desc, ahead.due_at, ahead.seq;
