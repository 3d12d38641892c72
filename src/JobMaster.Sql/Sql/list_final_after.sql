-- Fragment: after the last job of the page before.
and (finalized_at, id) < (@after_at, @after_id)
