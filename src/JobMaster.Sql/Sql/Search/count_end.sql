-- Fragment: the end of a count.
limit @limit) counted
