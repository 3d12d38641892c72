-- Fragment: a page of what an operation is for, in the order of ids.
order by id offset 0 rows fetch next @limit rows only;
