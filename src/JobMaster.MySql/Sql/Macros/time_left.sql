-- The microseconds until the latest possible time: the most that may be added to now.
timestampdiff(microsecond, {now}, {last_time})
