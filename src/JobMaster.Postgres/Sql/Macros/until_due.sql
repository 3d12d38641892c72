-- How long until something is due, in microseconds.
(extract(epoch from due_at - {now}) * 1000000)::bigint
