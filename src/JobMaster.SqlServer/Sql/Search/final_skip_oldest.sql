-- Fragment: the final job after a number of others, the oldest first.
order by finalized_at asc offset @skip rows fetch next 1 rows only
