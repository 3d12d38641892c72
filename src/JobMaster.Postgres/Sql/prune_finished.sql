-- Drops the oldest day of finished jobs if all of it is before the given day. Returns how many jobs it held, null if there is no such day,
-- -1 if it is in use.
select {t}drop_history(@before);
