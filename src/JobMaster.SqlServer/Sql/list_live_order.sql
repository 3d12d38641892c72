-- Fragment: newest live jobs first.
order by id desc offset 0 rows fetch next @limit rows only
