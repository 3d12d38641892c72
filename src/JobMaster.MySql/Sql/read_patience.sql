-- How many seconds a statement waits for a lock that another transaction holds.
select cast(@@session.innodb_lock_wait_timeout as char);
