-- Fragment: the final job that comes after so many, the oldest first.
order by finalized_at asc offset @skip rows fetch next 1 rows only
