-- Fragment: a page of live jobs, the oldest first.
order by id asc offset 0 rows fetch next @limit rows only
