-- Stores occurrences unless they are stored already, alone or within a range; returns those it stored.
insert into {t}schedule_occurrence (
  schedule_id, occurs_at, last_at, occurrences, is_exact, by_hand, result, cause, job_id, filed_at, entry)
select
  given.schedule_id, given.occurs_at, given.last_at, given.occurrences, given.is_exact, given.by_hand, given.result, given.cause,
      given.job_id,
  {now}, @token
from ({occurrences}) given
where given.by_hand or given.last_at is not null or not exists (
  select 1 from {t}schedule_occurrence run
  where run.schedule_id = given.schedule_id and run.last_at >= given.occurs_at and run.occurs_at <= given.occurs_at)
on duplicate key update {t}schedule_occurrence.result = {t}schedule_occurrence.result;
select filed.schedule_id, filed.occurs_at, cast(filed.by_hand as {integer})
from ({occurrences}) given
straight_join {t}schedule_occurrence filed force index (primary)
  on filed.schedule_id = given.schedule_id and filed.occurs_at = given.occurs_at and filed.by_hand = given.by_hand
where filed.entry = @token;
