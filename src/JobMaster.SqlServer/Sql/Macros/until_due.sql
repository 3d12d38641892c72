-- How long until something is due, in microseconds.
datediff_big(microsecond, {now}, due_at)
