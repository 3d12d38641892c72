-- Fills in the jobs that are expected with what their messages say, and makes them wait for the time they were moved to; returns which.
with sent as materialized (
  select * from json_to_recordset(@jobs) as sent (
    id uuid, definition_id text, lane text, priority integer, timeout bigint, max_retries integer, expires_at bigint, trigger_source integer,
    recurring_schedule_id uuid, tenant text, idempotency_key text, trace_parent text, metadata text, payload text))
update {t}job job set
  state = 0, parked_reason = null, definition_id = sent.definition_id, lane = sent.lane, priority = sent.priority, timeout = sent.timeout,
  max_retries = sent.max_retries, expires_at = timestamptz 'epoch' + sent.expires_at * interval '1 microsecond', trigger_source = sent.trigger_source,
  recurring_schedule_id = sent.recurring_schedule_id, tenant = sent.tenant, idempotency_key = sent.idempotency_key,
  trace_parent = sent.trace_parent, metadata = sent.metadata, payload = sent.payload
from sent
where job.id = sent.id and job.state = 1 and job.parked_reason = 3
returning job.id;
