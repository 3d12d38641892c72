-- Files occurrences that are not filed yet; returns those.
insert into {t}schedule_occurrence (schedule_id, occurs_at, by_hand, result, cause, job_id, filed_at)
select
  unhex(value ->> 'schedule_id'), value ->> 'occurs_at', value ->> 'by_hand', value ->> 'result', value ->> 'cause', unhex(value ->> 'job_id'),
  coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000)
from json_each($occurrences)
where true
on conflict do nothing
returning schedule_id, occurs_at, by_hand;
