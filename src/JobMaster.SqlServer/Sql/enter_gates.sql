-- Sends jobs to the gates of their first keys. Jobs that are due later wait for their time, and parked jobs wait for a reader.
insert into {t}job_gate (job_id, gate, priority, due_at, seq)
select
  job.id,
  case when job.state = 1 then N'!' when job.due_at <= {now} then gated.gate else N'' end,
  case when job.state = 7 and job.due_at <= {now} then job.priority else 0 end,
  job.due_at, job.seq
from ({gated}) gated
inner loop join {t}job job on job.id = gated.id
where job.state in (1, 7);
