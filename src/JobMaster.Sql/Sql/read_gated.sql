-- Reads jobs with the gates at which they wait, by due time and insertion.
select gated.gate, gated.job_id, job.limits, job.lane, job.priority
from {t}job_gate gated
join {t}job job on job.id = gated.job_id
where gated.job_id {in_ids}
order by gated.due_at, gated.seq;
