-- Fragment: continues after an entry.
and (filed_at < @after_time or (filed_at = @after_time and id < @after_id))
