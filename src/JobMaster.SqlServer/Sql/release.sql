-- Keeps one unit of work within the transaction: it does not go back to the savepoint.
declare @kept bit = 1;
