-- Finds the failed jobs that an operation is for; conditions and order are added from the fragments.
select id, 0 from {t}job_failed where finalized_at <= coalesce(@cutoff, {now})
