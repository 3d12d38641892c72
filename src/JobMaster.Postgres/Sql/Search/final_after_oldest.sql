-- Fragment: behind a final job, the oldest first. The time stands alone
-- too: by the pair the server does not see which days it may leave out.
and (finalized_at, id) > (@after_at, @after_id) and finalized_at >= @after_at
