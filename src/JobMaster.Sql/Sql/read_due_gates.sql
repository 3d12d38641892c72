-- Reads jobs with limits that have become due and are at no gate yet, the first due first.
select job.id, job.limits, job.lane, job.priority
from (
  select job_id, due_at, seq from {t}job_gate
  where gate = '' and priority = 0 and due_at <= {now}
  order by due_at, seq
  limit @limit) due
join {t}job job on job.id = due.job_id
order by due.due_at, due.seq;
