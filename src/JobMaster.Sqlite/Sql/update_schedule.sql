-- Replaces all that can change of a schedule that still has the version given.
update {t}schedule as schedule set
  version = schedule.version + 1,
  state = given.state, revision = given.revision, definition_id = given.definition_id, lane = given.lane, priority = given.priority,
  timeout = given.timeout, max_retries = given.max_retries, payload = given.payload, metadata = given.metadata, tenant = given.tenant,
  type_id = given.type_id, expression = given.expression, zone_id = given.zone_id, start_after = given.start_after, end_before = given.end_before,
  anchor = given.anchor, misfire = given.misfire, misfire_grace = given.misfire_grace, misfire_limit = given.misfire_limit, overlap = given.overlap,
  next_at = given.next_at, last_at = given.last_at, last_job_id = given.last_job_id, is_waiting = given.is_waiting, updated_at = given.updated_at
from (
  select
    unhex(value ->> 'id') as id, value ->> 'state' as state, value ->> 'version' as version, value ->> 'revision' as revision,
    value ->> 'definition_id' as definition_id, value ->> 'lane' as lane, value ->> 'priority' as priority, value ->> 'timeout' as timeout,
    value ->> 'max_retries' as max_retries, value ->> 'payload' as payload, value ->> 'metadata' as metadata, value ->> 'tenant' as tenant,
    value ->> 'type_id' as type_id, value ->> 'expression' as expression, value ->> 'zone_id' as zone_id, value ->> 'start_after' as start_after,
    value ->> 'end_before' as end_before, value ->> 'anchor' as anchor, value ->> 'misfire' as misfire, value ->> 'misfire_grace' as misfire_grace,
    value ->> 'misfire_limit' as misfire_limit, value ->> 'overlap' as overlap, value ->> 'next_at' as next_at, value ->> 'last_at' as last_at,
    unhex(value ->> 'last_job_id') as last_job_id, value ->> 'is_waiting' as is_waiting, value ->> 'updated_at' as updated_at
  from json_each($schedules)) given
where schedule.id = given.id and schedule.version = given.version;
