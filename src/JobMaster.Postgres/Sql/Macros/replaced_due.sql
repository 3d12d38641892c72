-- When a replaced job is due: at the time of the last call, but at most its longest wait after it was created.
least(
    coalesce(sent.due_at, {now} + coalesce(sent.delay, 0) * interval '1 microsecond'),
        job.created_at + sent.longest_wait * interval '1 microsecond',
    timestamptz '9999-12-31 23:59:59.999999+00')
