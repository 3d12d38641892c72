-- Fragment: a page of live jobs, the newest first.
order by id desc limit @limit
