-- Fragment: after a live job, the newest first.
and id < @after_id
