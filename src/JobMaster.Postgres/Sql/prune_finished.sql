-- Drops the oldest day of finished jobs if all of it is before the given day; returns
-- how many jobs it held, null when there is no such day, -1 when it is in use.
select {t}drop_history(@before);
