-- Undoes the changes since the savepoint, and removes the savepoint.
rollback to savepoint unit;
release savepoint unit;
