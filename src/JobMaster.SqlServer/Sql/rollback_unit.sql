-- Undoes one unit of work and leaves the others of the transaction.
rollback transaction unit;
