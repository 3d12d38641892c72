-- Keeps what was done since the savepoint, and forgets the savepoint.
release savepoint unit;
