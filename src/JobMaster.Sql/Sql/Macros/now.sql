-- The time of the store: the clock of a test if one is given, else the database's own.
coalesce(@now, {clock})
