-- Fragment: a page of final jobs, the oldest first.
order by finalized_at asc, id asc offset 0 rows fetch next @limit rows only
