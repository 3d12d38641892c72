-- Limits how long each statement of the connection waits for a lock that another transaction holds, in whole seconds, at least one.
set session innodb_lock_wait_timeout = case
  when @patience like '%ms' then 1
  else greatest(1, cast(replace(@patience, 's', '') as unsigned)) end;
