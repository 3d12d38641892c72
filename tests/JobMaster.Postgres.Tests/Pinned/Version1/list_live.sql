-- Lists live jobs without payload; conditions and order are added from the fragments.
select
  id, definition_id, lane, priority,
  case when state = 2 then 3 when due_at <= coalesce(@now, statement_timestamp()) then 2 else 1 end,
  created_at, scheduled_at, due_at, timeout, max_retries, failures, lost_count, claim_no,
  session_id, attempted_at, null::timestamptz, duration, expires_at,
  0, cancel_requested::integer, parked_reason::integer,
  trigger_source, recurring_schedule_id, tenant, idempotency_key, trace_parent, error, progress, progress_text, metadata,
  null, null
from {t}job
where true
