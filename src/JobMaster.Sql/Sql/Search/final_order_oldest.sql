-- Fragment: a page of final jobs, the oldest first.
order by finalized_at asc, id asc limit @limit
