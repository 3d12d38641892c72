-- Fragment: after the last job of the page before.
and finalized_at <= @after_at and (finalized_at < @after_at or id < @after_id)
