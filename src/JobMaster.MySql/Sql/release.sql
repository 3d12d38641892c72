-- Keeps the changes since the savepoint, and removes the savepoint.
release savepoint unit;
