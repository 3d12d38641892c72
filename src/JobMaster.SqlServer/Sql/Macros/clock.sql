-- The database's own time, in whole microseconds.
cast(sysutcdatetime() as datetime2(6))
