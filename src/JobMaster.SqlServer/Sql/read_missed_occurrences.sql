-- Reads the schedules with occurrences that were recently stored as skipped because no node planned them in time, the latest missed first,
-- and the time.
select top (@limit)
  missed.schedule_id, schedule.profile_id, schedule.[key], schedule.definition_id, missed.occurrences, missed.last_at, {now}
from (
  select schedule_id, sum(cast(occurrences as bigint)) as occurrences, max(coalesce(last_at, occurs_at)) as last_at
  from {t}schedule_occurrence
  where filed_at >= {kept_since} and result = 2 and cause like @cause
  group by schedule_id) missed
join {t}schedule schedule on schedule.id = missed.schedule_id
order by missed.last_at desc, missed.schedule_id;
