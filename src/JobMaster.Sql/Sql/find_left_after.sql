-- Fragment: only jobs behind one.
and job_id > @after_id
