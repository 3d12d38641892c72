-- Fragment: a page of operations, the latest first.
order by id desc limit @limit;
