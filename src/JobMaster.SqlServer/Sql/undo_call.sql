-- Undoes one call within the caller's transaction.
rollback transaction jobmaster;
