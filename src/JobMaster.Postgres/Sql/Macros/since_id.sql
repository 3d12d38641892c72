-- Leaves out the days of history that are too old to hold the job.
and finalized_at >= {t}earliest_end(@id)
