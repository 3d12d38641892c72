-- The store's time: that of the clock that stands in for it, or the database's own.
select coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000);
