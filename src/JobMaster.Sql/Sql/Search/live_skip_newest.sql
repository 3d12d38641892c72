-- Fragment: the live job that comes after so many, the newest first.
order by id desc limit 1 offset @skip
