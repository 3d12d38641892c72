-- Fragment: the live job that comes after so many, the oldest first.
order by id asc limit 1 offset @skip
