-- Fragment: the final job after a number of others, the newest first.
order by finalized_at desc limit 1 offset @skip
