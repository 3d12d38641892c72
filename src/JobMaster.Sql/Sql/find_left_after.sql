-- Fragment: only jobs after a given one.
and job_id > @after_id
