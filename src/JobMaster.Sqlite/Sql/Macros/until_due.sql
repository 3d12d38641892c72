-- How long until something is due, in microseconds.
due_at - {now}
