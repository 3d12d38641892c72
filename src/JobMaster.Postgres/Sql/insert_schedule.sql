-- Inserts a schedule unless its id or its key is taken.
insert into {t}schedule (
  id, profile_id, key, state, version, revision, definition_id, lane, priority, timeout, max_retries, payload, metadata, tenant, type_id, expression,
  zone_id, start_after, end_before, anchor, misfire, misfire_grace, misfire_limit, overlap, next_at, last_at, last_job_id, is_waiting, created_at,
  updated_at)
select
  given.id, given.profile_id, given.key, given.state, given.version, given.revision, given.definition_id, given.lane, given.priority, given.timeout,
  given.max_retries, given.payload, given.metadata, given.tenant, given.type_id, given.expression, given.zone_id, {t}instant(given.start_after),
  {t}instant(given.end_before), {t}instant(given.anchor), given.misfire, given.misfire_grace, given.misfire_limit, given.overlap,
  {t}instant(given.next_at), {t}instant(given.last_at), given.last_job_id, given.is_waiting = 1, {t}instant(given.created_at),
  {t}instant(given.updated_at)
from json_to_recordset(@schedules) as given (
  id uuid, profile_id text, key text, state integer, version bigint, revision bigint, definition_id text, lane text, priority integer, timeout bigint,
  max_retries integer, payload text, metadata text, tenant text, type_id text, expression text, zone_id text, start_after bigint, end_before bigint,
  anchor bigint, misfire integer, misfire_grace bigint, misfire_limit integer, overlap integer, next_at bigint, last_at bigint, last_job_id uuid,
  is_waiting integer, created_at bigint, updated_at bigint)
on conflict do nothing;
