-- Fragment: up to a live job, the newest first.
and id >= @until_id
