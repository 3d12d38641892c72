-- Replaces all that can change of a schedule that still has the version given.
update {t}schedule schedule set
  version = schedule.version + 1,
  state = given.state, revision = given.revision, definition_id = given.definition_id, lane = given.lane, priority = given.priority,
  timeout = given.timeout, max_retries = given.max_retries, payload = given.payload, metadata = given.metadata, tenant = given.tenant,
  type_id = given.type_id, expression = given.expression, zone_id = given.zone_id, start_after = {t}instant(given.start_after),
  end_before = {t}instant(given.end_before), anchor = {t}instant(given.anchor), misfire = given.misfire, misfire_grace = given.misfire_grace,
  misfire_limit = given.misfire_limit, overlap = given.overlap, next_at = {t}instant(given.next_at), last_at = {t}instant(given.last_at),
  last_job_id = given.last_job_id, is_waiting = given.is_waiting = 1, updated_at = {t}instant(given.updated_at)
from json_to_recordset(@schedules) as given (
  id uuid, state integer, version bigint, revision bigint, definition_id text, lane text, priority integer, timeout bigint, max_retries integer,
  payload text, metadata text, tenant text, type_id text, expression text, zone_id text, start_after bigint, end_before bigint, anchor bigint,
  misfire integer, misfire_grace bigint, misfire_limit integer, overlap integer, next_at bigint, last_at bigint, last_job_id uuid, is_waiting integer,
  updated_at bigint)
where schedule.id = given.id and schedule.version = given.version;
