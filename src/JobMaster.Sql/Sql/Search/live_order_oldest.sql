-- Fragment: a page of live jobs, the oldest first.
order by id asc limit @limit
