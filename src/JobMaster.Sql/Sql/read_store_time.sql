-- Reads the time of the store.
select {now};
