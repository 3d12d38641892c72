-- Makes jobs with limits that are no longer parked wait for their gates.
select gated.job_id
from {t}job_gate gated force index (job_gate_order)
straight_join {t}job job force index (job_id) on job.id = gated.job_id
where gated.gate = '!' and job.state = 7;
-- then write
update ({picked_ids}) picked
straight_join {t}job_gate gated force index (primary) on gated.job_id = picked.id
set gated.gate = ''
where gated.gate = '!';
