-- Makes jobs with limits that are no longer parked wait for their gates.
update {t}job_gate set gate = ''
where gate = '!' and exists (select 1 from {t}job job where job.id = {t}job_gate.job_id and job.state = 7);
