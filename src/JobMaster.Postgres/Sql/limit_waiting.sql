-- Limits how long each statement of the transaction waits for a lock that another transaction holds.
select set_config('lock_timeout', @patience, true);
