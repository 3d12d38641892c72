-- Lists schedules behind the clock; conditions and order are added from the fragments.
select
  coalesce(@now, statement_timestamp()), id, profile_id, key, state::integer, version, revision, definition_id, lane, priority::integer, timeout,
  max_retries, payload, metadata, tenant, type_id, expression, zone_id, start_after, end_before, anchor, misfire::integer, misfire_grace,
  misfire_limit, overlap::integer, next_at, last_at, last_job_id, is_waiting::integer, created_at, updated_at
from {t}schedule
where true
