-- Fragment: after a final job, the oldest first.
and (finalized_at, id) > (@after_at, @after_id)
