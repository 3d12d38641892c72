-- Fragment: the final job after a number of others, the oldest first.
order by finalized_at asc limit 1 offset @skip
