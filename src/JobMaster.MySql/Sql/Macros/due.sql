-- Whether a job is due, or will be within a while.
due_at <= {now} + interval @ahead microsecond
