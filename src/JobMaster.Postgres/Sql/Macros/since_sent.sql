-- Leaves out the days of history that are too old to hold the job sent.
and history.finalized_at >= {t}earliest_end(sent_id)
