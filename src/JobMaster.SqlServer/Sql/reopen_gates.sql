-- Makes jobs with limits that are no longer parked wait for their gates. Skips those that other transactions hold, which move them
-- themselves.
update gated set gate = N''
from {t}job_gate gated {free}
inner loop join {t}job job with (readpast, rowlock, readcommittedlock) on job.id = gated.job_id
where gated.gate = N'!' and job.state = 7;
