-- Fragment: only jobs behind one.
and id > @after_id
