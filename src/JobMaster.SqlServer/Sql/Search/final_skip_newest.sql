-- Fragment: the final job after a number of others, the newest first.
order by finalized_at desc offset @skip rows fetch next 1 rows only
