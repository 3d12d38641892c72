-- Lets one starter at a time migrate these tables, until the connection is closed.
select get_lock(concat('jobmaster ', substr(sha2(concat(database(), ' {t}'), 256), 1, 40)), 120);
