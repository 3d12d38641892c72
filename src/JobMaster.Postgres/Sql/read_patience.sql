-- How long a statement waits for a lock that another transaction holds.
select current_setting('lock_timeout');
