-- Finds the discarded jobs that an operation is for; conditions and order are added from the fragments.
select id, 0 from {t}job_history where +state = 6 and last_result is not null and finalized_at <= coalesce(@cutoff, {now})
