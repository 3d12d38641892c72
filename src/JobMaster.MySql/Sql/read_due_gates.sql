-- Reads jobs with limits that have become due and are at no gate yet, the first due first.
select job.id, job.limits, job.lane, job.priority
from (
  select job_id, due_at, seq from {t}job_gate force index (job_gate_order)
  where gate = '' and priority = 0 and due_at <= {now}
  order by due_at, seq
  limit @limit) due
straight_join {t}job job force index (job_id) on job.id = due.job_id
order by due.due_at, due.seq;
