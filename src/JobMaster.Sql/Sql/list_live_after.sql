-- Fragment: after the last live job of the page before.
and id < @after_id
