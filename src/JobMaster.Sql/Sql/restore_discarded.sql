-- Copies discarded jobs back to the failed ones, as of when they had failed; returns which.
insert into {t}job_failed ({final_columns})
select
  {carried_columns}, 5,
  coalesce(
    (select ended_at from {t}job_attempt attempt where attempt.job_id = discarded.id and attempt.claim_no = discarded.claim_no),
    finalized_at),
  failures, lost_count, duration, error, progress, progress_text, result, last_result, fingerprint
from {t}job_history discarded
where id {in_ids} {since_ids} and state = 6 and last_result is not null
returning id;
