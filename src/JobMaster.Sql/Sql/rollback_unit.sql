-- Undoes one unit of work and keeps the others of the transaction.
rollback to unit;
release unit;
