-- The database's own time.
statement_timestamp()
