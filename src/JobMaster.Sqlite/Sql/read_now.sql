-- The store's time: that of a substitute clock, or the database's own.
select {now};
