-- How long until something is due, in microseconds.
timestampdiff(microsecond, {now}, due_at)
