-- Fragment: up to a live job, the oldest first.
and id <= @until_id
