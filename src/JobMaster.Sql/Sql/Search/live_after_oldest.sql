-- Fragment: after a live job, the oldest first.
and id > @after_id
