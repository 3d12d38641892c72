-- Fragment: after the last schedule of the page before.
and id > @after_id
