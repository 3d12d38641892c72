-- Fragment: after a final job, the newest first. The time is also compared alone, because the pair does not show the server which days it
-- may leave out.
and (finalized_at, id) < (@after_at, @after_id) and finalized_at <= @after_at
