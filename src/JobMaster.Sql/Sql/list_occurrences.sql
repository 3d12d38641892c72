-- Lists the ledger of a schedule; conditions and order are added from the fragments.
select schedule_id, occurs_at, cast(result as {integer}), cause, job_id, filed_at, last_at, occurrences, cast(is_exact as {integer})
from {t}schedule_occurrence
where schedule_id = @schedule_id
