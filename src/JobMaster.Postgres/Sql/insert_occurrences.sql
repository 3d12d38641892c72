-- Files occurrences and ranges of them; not those that are filed already, alone or within a range. Returns those filed.
insert into {t}schedule_occurrence (schedule_id, occurs_at, last_at, occurrences, is_exact, by_hand, result, cause, job_id, filed_at)
select
  schedule_id, {t}instant(occurs_at), {t}instant(last_at), coalesce(occurrences, 1), coalesce(is_exact, 1) = 1, by_hand = 1, result, cause, job_id,
  coalesce(@now, statement_timestamp())
from json_to_recordset(@occurrences) as given (
  schedule_id uuid, occurs_at bigint, last_at bigint, occurrences bigint, is_exact integer, by_hand integer, result integer, cause text, job_id uuid)
where by_hand = 1 or last_at is not null or not exists (
  select 1 from {t}schedule_occurrence run
  where run.schedule_id = given.schedule_id and run.last_at >= {t}instant(given.occurs_at) and run.occurs_at <= {t}instant(given.occurs_at))
on conflict do nothing
returning schedule_id, occurs_at, by_hand::integer;
