-- Fragment: a page of them, in the order of ids.
order by job_id limit @limit;
