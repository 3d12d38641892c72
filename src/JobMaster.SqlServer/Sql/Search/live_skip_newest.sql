-- Fragment: the live job after a number of others, the newest first.
order by id desc offset @skip rows fetch next 1 rows only
