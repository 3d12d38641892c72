-- Fills the placeholders of jobs that were stored before an agent delivered them; returns which.
update ({delivered}) sent
straight_join {t}job job force index (job_id) on job.id = sent.sent_id
set
  job.state = 0, job.parked_reason = null, job.entry = @token,
  job.definition_id = sent.definition_id, job.trigger_source = sent.trigger_source,
  job.recurring_schedule_id = sent.recurring_schedule_id, job.tenant = sent.tenant, job.idempotency_key = sent.idempotency_key,
  job.limits = sent.limits,
  {replaced_columns}
where job.state = 1 and job.parked_reason = 3;
select job.id
from ({delivered}) sent
straight_join {t}job job force index (job_id) on job.id = sent.sent_id
where job.entry = @token;
