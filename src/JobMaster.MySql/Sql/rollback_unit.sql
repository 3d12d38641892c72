-- Undoes what was done since the savepoint, and forgets the savepoint.
rollback to savepoint unit;
release savepoint unit;
