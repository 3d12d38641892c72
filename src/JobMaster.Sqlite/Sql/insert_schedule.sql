-- Inserts a schedule unless its id or its key is taken.
insert into {t}schedule (
  id, profile_id, key, state, version, revision, definition_id, lane, priority, timeout, max_retries, payload, metadata, tenant, type_id, expression,
  zone_id, start_after, end_before, anchor, misfire, misfire_grace, misfire_limit, overlap, next_at, last_at, last_job_id, is_waiting, created_at,
  updated_at)
select
  unhex(value ->> 'id'), value ->> 'profile_id', value ->> 'key', value ->> 'state', value ->> 'version', value ->> 'revision',
  value ->> 'definition_id', value ->> 'lane', value ->> 'priority', value ->> 'timeout', value ->> 'max_retries', value ->> 'payload',
  value ->> 'metadata', value ->> 'tenant', value ->> 'type_id', value ->> 'expression', value ->> 'zone_id', value ->> 'start_after',
  value ->> 'end_before', value ->> 'anchor', value ->> 'misfire', value ->> 'misfire_grace', value ->> 'misfire_limit', value ->> 'overlap',
  value ->> 'next_at', value ->> 'last_at', unhex(value ->> 'last_job_id'), value ->> 'is_waiting', value ->> 'created_at', value ->> 'updated_at'
from json_each($schedules)
where true
on conflict do nothing;
