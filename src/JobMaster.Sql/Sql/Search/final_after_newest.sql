-- Fragment: after a final job, the newest first.
and (finalized_at, id) < (@after_at, @after_id)
