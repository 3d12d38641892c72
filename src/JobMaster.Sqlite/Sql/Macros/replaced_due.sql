-- When a replaced job is due: at the time of the last call, but at most its longest wait after it was created.
min(coalesce(sent.due_at, {now} + coalesce(sent.delay, 0)), coalesce(job.created_at + sent.longest_wait, 9223372036854775807))
