-- The schedules that are sent.
select
    id, profile_id, key, state, version, revision, definition_id, lane, priority, timeout, max_retries, payload, metadata, tenant,
    type_id, expression, zone_id,
    timestamptz 'epoch' + start_after / 1000000 * interval '1 second' + start_after % 1000000 * interval '1 microsecond' as start_after,
    timestamptz 'epoch' + end_before / 1000000 * interval '1 second' + end_before % 1000000 * interval '1 microsecond' as end_before,
    timestamptz 'epoch' + anchor / 1000000 * interval '1 second' + anchor % 1000000 * interval '1 microsecond' as anchor, misfire,
    misfire_grace, misfire_limit, overlap,
    timestamptz 'epoch' + next_at / 1000000 * interval '1 second' + next_at % 1000000 * interval '1 microsecond' as next_at,
    timestamptz 'epoch' + last_at / 1000000 * interval '1 second' + last_at % 1000000 * interval '1 microsecond' as last_at,
    last_job_id, is_waiting = 1 as is_waiting,
    timestamptz 'epoch' + created_at / 1000000 * interval '1 second' + created_at % 1000000 * interval '1 microsecond' as created_at,
    timestamptz 'epoch' + updated_at / 1000000 * interval '1 second' + updated_at % 1000000 * interval '1 microsecond' as updated_at,
    unique_rule
  from json_to_recordset(@schedules) as sent (id uuid, profile_id text, key text, state integer, version bigint, revision bigint,
  definition_id text, lane text, priority integer, timeout bigint, max_retries integer, payload text, metadata text, tenant text,
  type_id text, expression text, zone_id text, start_after bigint, end_before bigint, anchor bigint, misfire integer,
  misfire_grace bigint, misfire_limit integer, overlap integer, next_at bigint, last_at bigint, last_job_id uuid, is_waiting integer,
  created_at bigint, updated_at bigint, unique_rule text)
