-- Fragment: a page of these jobs, in the order of ids.
order by job_id offset 0 rows fetch next @limit rows only;
