-- Keeps one unit of work within the transaction.
release unit;
