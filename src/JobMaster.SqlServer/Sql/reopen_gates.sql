-- Lets jobs with limits that are parked no more wait for their gates. Passes over those that others hold: they bring them on.
update gated set gate = N''
from {t}job_gate gated {free}
inner loop join {t}job job with (readpast, rowlock, readcommittedlock) on job.id = gated.job_id
where gated.gate = N'!' and job.state = 7;
