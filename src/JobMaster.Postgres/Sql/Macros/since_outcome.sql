-- Leaves out the days of history that are too old to hold the outcome's job.
and history.finalized_at >= {t}earliest_end(outcome.id)
