-- Fragment: the live job after a number of others, the oldest first.
order by id asc limit 1 offset @skip
