-- The schedules that are sent.
select
    unhex(value ->> 'id') as id, value ->> 'profile_id' as profile_id, value ->> 'key' as key, value ->> 'state' as state,
    value ->> 'version' as version, value ->> 'revision' as revision, value ->> 'definition_id' as definition_id,
    value ->> 'lane' as lane, value ->> 'priority' as priority, value ->> 'timeout' as timeout, value ->> 'max_retries' as max_retries,
    value ->> 'payload' as payload, value ->> 'metadata' as metadata, value ->> 'tenant' as tenant, value ->> 'type_id' as type_id,
    value ->> 'expression' as expression, value ->> 'zone_id' as zone_id, value ->> 'start_after' as start_after,
    value ->> 'end_before' as end_before, value ->> 'anchor' as anchor, value ->> 'misfire' as misfire,
    value ->> 'misfire_grace' as misfire_grace, value ->> 'misfire_limit' as misfire_limit, value ->> 'overlap' as overlap,
    value ->> 'next_at' as next_at, value ->> 'last_at' as last_at, unhex(value ->> 'last_job_id') as last_job_id,
    value ->> 'is_waiting' as is_waiting, value ->> 'created_at' as created_at, value ->> 'updated_at' as updated_at,
    value ->> 'unique_rule' as unique_rule
  from json_each(@schedules)
