-- The microseconds until the last time there is: the most that may be added to now.
timestampdiff(microsecond, {now}, {last_time})
