-- Fragment: a page of schedules by id.
order by id offset 0 rows fetch next @limit rows only;
