-- Fills in the jobs that are expected with what their messages say, and makes them wait for the time they were moved to; returns which.
update {t}job as job set
  state = 0, parked_reason = null, definition_id = sent.value ->> 'definition_id', lane = sent.value ->> 'lane', priority = sent.value ->> 'priority',
  timeout = sent.value ->> 'timeout', max_retries = sent.value ->> 'max_retries', expires_at = sent.value ->> 'expires_at',
  trigger_source = sent.value ->> 'trigger_source', recurring_schedule_id = unhex(sent.value ->> 'recurring_schedule_id'),
  tenant = sent.value ->> 'tenant', idempotency_key = sent.value ->> 'idempotency_key', trace_parent = sent.value ->> 'trace_parent',
  metadata = sent.value ->> 'metadata', payload = sent.value ->> 'payload'
from json_each($jobs) sent
where job.id = unhex(sent.value ->> 'id') and job.state = 1 and job.parked_reason = 3
returning id;
