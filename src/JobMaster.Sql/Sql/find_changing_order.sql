-- Fragment: a page of what an operation is for, in the order of ids.
order by id limit @limit;
