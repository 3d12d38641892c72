-- Writes a schedule that still has the version that was read.
update ({schedules}) given
straight_join {t}schedule schedule force index (primary) on schedule.id = given.id and schedule.version = given.version
set
  schedule.version = schedule.version + 1,
  schedule.state = given.state, schedule.revision = given.revision, schedule.definition_id = given.definition_id,
  schedule.lane = given.lane, schedule.priority = given.priority, schedule.timeout = given.timeout,
  schedule.max_retries = given.max_retries, schedule.payload = given.payload, schedule.metadata = given.metadata,
  schedule.tenant = given.tenant, schedule.type_id = given.type_id, schedule.expression = given.expression,
  schedule.zone_id = given.zone_id, schedule.start_after = given.start_after, schedule.end_before = given.end_before,
  schedule.anchor = given.anchor, schedule.misfire = given.misfire, schedule.misfire_grace = given.misfire_grace,
  schedule.misfire_limit = given.misfire_limit, schedule.overlap = given.overlap, schedule.next_at = given.next_at,
  schedule.last_at = given.last_at, schedule.last_job_id = given.last_job_id, schedule.is_waiting = given.is_waiting,
  schedule.updated_at = given.updated_at, schedule.unique_rule = given.unique_rule;
