-- Fragment: the live job that comes after so many, the oldest first.
order by id asc offset @skip rows fetch next 1 rows only
