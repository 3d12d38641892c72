-- The database's own time.
utc_timestamp(6)
