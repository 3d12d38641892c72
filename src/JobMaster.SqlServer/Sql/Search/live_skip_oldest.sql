-- Fragment: the live job after a number of others, the oldest first.
order by id asc offset @skip rows fetch next 1 rows only
