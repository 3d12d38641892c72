-- Fragment: the live job that comes after so many, the newest first.
order by id desc offset @skip rows fetch next 1 rows only
