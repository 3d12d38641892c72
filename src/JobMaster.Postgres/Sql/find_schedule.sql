-- Reads the clock, and beside it the schedule of a key within a profile if there is one.
select
  clock.now, schedule.id, schedule.profile_id, schedule.key, schedule.state::integer, schedule.version, schedule.revision, schedule.definition_id,
  schedule.lane, schedule.priority::integer, schedule.timeout, schedule.max_retries, schedule.payload, schedule.metadata, schedule.tenant,
  schedule.type_id, schedule.expression, schedule.zone_id, schedule.start_after, schedule.end_before, schedule.anchor, schedule.misfire::integer,
  schedule.misfire_grace, schedule.misfire_limit, schedule.overlap::integer, schedule.next_at, schedule.last_at, schedule.last_job_id,
  schedule.is_waiting::integer, schedule.created_at, schedule.updated_at
from (select coalesce(@now, statement_timestamp()) as now) clock
left join {t}schedule schedule on schedule.profile_id = @profile_id and schedule.key = @key;
