-- Whether a job is due, or will be within a while.
due_at <= dateadd(microsecond, @ahead % 1000000, dateadd(second, @ahead / 1000000 % 86400, dateadd(day, @ahead / 1000000 / 86400, {now})))
