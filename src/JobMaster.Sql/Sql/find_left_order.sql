-- Fragment: a page of these jobs, in the order of ids.
order by job_id limit @limit;
