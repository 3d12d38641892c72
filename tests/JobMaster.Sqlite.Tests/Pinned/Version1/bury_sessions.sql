-- Ends sessions whose heartbeat is still the one seen; returns which.
delete from {t}session
where (id, beat) in (select unhex(value ->> 'id'), value ->> 'beat' from json_each($sessions))
returning id;
