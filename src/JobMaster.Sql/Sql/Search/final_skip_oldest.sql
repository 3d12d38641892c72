-- Fragment: the final job that comes after so many, the oldest first.
order by finalized_at asc limit 1 offset @skip
