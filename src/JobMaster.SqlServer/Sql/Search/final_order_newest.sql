-- Fragment: a page of final jobs, the newest first.
order by finalized_at desc, id desc offset 0 rows fetch next @limit rows only
