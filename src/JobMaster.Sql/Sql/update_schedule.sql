-- Replaces everything that can change in a schedule that still has the given version.
update {t}schedule as schedule set
  version = schedule.version + 1,
  state = given.state, revision = given.revision, definition_id = given.definition_id, lane = given.lane, priority = given.priority,
  timeout = given.timeout, max_retries = given.max_retries, payload = given.payload, metadata = given.metadata, tenant = given.tenant,
  type_id = given.type_id, expression = given.expression, zone_id = given.zone_id, start_after = given.start_after,
  end_before = given.end_before, anchor = given.anchor, misfire = given.misfire, misfire_grace = given.misfire_grace,
  misfire_limit = given.misfire_limit, overlap = given.overlap, next_at = given.next_at, last_at = given.last_at,
  last_job_id = given.last_job_id, is_waiting = given.is_waiting, updated_at = given.updated_at,
  unique_rule = given.unique_rule
from ({schedules}) given
where schedule.id = given.id and schedule.version = given.version;
