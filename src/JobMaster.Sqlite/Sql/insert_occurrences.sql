-- Files occurrences and ranges of them; not those that are filed already, alone or within a range. Returns those filed.
insert into {t}schedule_occurrence (schedule_id, occurs_at, last_at, occurrences, is_exact, by_hand, result, cause, job_id, filed_at)
select
  schedule_id, occurs_at, last_at, coalesce(occurrences, 1), coalesce(is_exact, 1), by_hand, result, cause, job_id,
  coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000)
from (
  select
    unhex(value ->> 'schedule_id') as schedule_id, value ->> 'occurs_at' as occurs_at, value ->> 'last_at' as last_at, value ->> 'occurrences' as occurrences,
    value ->> 'is_exact' as is_exact, value ->> 'by_hand' as by_hand, value ->> 'result' as result, value ->> 'cause' as cause, unhex(value ->> 'job_id') as job_id
  from json_each($occurrences)) given
where by_hand = 1 or last_at is not null or not exists (
  select 1 from {t}schedule_occurrence run
  where run.schedule_id = given.schedule_id and run.last_at >= given.occurs_at and run.occurs_at <= given.occurs_at)
on conflict do nothing
returning schedule_id, occurs_at, by_hand;
