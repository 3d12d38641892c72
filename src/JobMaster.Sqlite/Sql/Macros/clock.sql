-- The database's own time, in microseconds.
cast(unixepoch('subsec') * 1000 as integer) * 1000
