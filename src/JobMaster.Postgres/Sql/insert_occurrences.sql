-- Files occurrences that are not filed yet; returns those.
insert into {t}schedule_occurrence (schedule_id, occurs_at, by_hand, result, cause, job_id, filed_at)
select schedule_id, {t}instant(occurs_at), by_hand = 1, result, cause, job_id, coalesce(@now, statement_timestamp())
from json_to_recordset(@occurrences) as given (schedule_id uuid, occurs_at bigint, by_hand integer, result integer, cause text, job_id uuid)
on conflict do nothing
returning schedule_id, occurs_at, by_hand::integer;
