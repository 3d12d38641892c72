-- Fragment: the final job that comes after so many, the newest first.
order by finalized_at desc offset @skip rows fetch next 1 rows only
