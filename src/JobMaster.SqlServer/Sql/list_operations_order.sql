-- Fragment: a page of operations, the latest first.
order by id desc offset 0 rows fetch next @limit rows only;
