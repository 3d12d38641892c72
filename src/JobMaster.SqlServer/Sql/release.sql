-- Keeps one unit of work within the transaction: a savepoint is simply not gone back to.
declare @kept bit = 1;
