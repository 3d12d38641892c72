-- Fragment: the live job after a number of others, the newest first.
order by id desc limit 1 offset @skip
