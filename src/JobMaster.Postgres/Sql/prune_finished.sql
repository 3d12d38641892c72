-- Drops the oldest day of finished jobs if all of it is older than the retention; returns how many jobs it held, null when there is no such day, -1 when it is in use.
select {t}drop_history({kept_since});
