-- Fragment: the final job that comes after so many, the newest first.
order by finalized_at desc limit 1 offset @skip
