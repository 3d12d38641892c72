-- When a job is due that is replaced: when the last call says, but no later than its longest wait after it was created.
min(coalesce(sent.due_at, {now} + coalesce(sent.delay, 0)), coalesce(job.created_at + sent.longest_wait, 9223372036854775807))
