-- The store's time: that of the clock that stands in for it, or the database's own.
select {now};
