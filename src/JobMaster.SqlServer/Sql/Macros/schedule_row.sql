-- A schedule as ScheduleRow reads it, after the time of the store.
id, profile_id, [key], cast(state as {integer}), version, revision, definition_id, lane, cast(priority as {integer}), timeout, max_retries,
  payload, metadata, tenant, type_id, expression, zone_id, start_after, end_before, anchor, cast(misfire as {integer}), misfire_grace,
      misfire_limit,
  cast(overlap as {integer}), next_at, last_at, last_job_id, cast(is_waiting as {integer}), created_at, updated_at,
  unique_rule
