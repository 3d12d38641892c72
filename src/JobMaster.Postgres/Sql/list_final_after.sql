-- Fragment: after the last job of the page before. The time is also compared alone, because the pair does not show the server which days it
-- may leave out.
and (finalized_at, id) < (@after_at, @after_id) and finalized_at <= @after_at
