-- Fragment: a page of final jobs, the newest first.
order by finalized_at desc, id desc limit @limit
