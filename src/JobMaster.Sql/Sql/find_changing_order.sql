-- Fragment: a page of the jobs of an operation, in the order of ids.
order by id limit @limit;
