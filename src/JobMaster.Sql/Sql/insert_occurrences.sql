-- Stores occurrences and ranges of them, except those stored already, alone or within a range. Returns those it stored.
insert into {t}schedule_occurrence (schedule_id, occurs_at, last_at, occurrences, is_exact, by_hand, result, cause, job_id, filed_at)
select schedule_id, occurs_at, last_at, occurrences, is_exact, by_hand, result, cause, job_id, {now}
from ({occurrences}) given
where by_hand or last_at is not null or not exists (
  select 1 from {t}schedule_occurrence run
  where run.schedule_id = given.schedule_id and run.last_at >= given.occurs_at and run.occurs_at <= given.occurs_at)
on conflict do nothing
returning schedule_id, occurs_at, cast(by_hand as {integer});
