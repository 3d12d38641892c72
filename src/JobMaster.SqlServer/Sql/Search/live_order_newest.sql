-- Fragment: a page of live jobs, the newest first.
order by id desc offset 0 rows fetch next @limit rows only
