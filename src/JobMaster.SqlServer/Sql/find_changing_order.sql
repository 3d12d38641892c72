-- Fragment: a page of the jobs of an operation, in the order of ids.
order by id offset 0 rows fetch next @limit rows only;
