-- All columns of a schedule.
id, profile_id, [key], state, version, revision, definition_id, lane, priority, timeout, max_retries, payload, metadata, tenant, type_id,
  expression, zone_id, start_after, end_before, anchor, misfire, misfire_grace, misfire_limit, overlap, next_at, last_at, last_job_id,
  is_waiting, created_at, updated_at, unique_rule
