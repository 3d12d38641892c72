-- Fragment: only jobs after a given one.
and id > @after_id
