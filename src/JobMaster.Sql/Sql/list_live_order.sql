-- Fragment: newest live jobs first.
order by id desc limit @limit
