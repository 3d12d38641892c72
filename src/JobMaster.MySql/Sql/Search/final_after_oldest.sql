-- Jobs after a place, the oldest first.
and finalized_at >= @after_at and (finalized_at > @after_at or id > @after_id)
