-- Undoes one unit of work and keeps the others of the transaction.
rollback transaction unit;
