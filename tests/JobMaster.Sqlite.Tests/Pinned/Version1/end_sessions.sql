-- Ends sessions; their running jobs are open to rescue from then on.
delete from {t}session where id in (select unhex(value) from json_each($ids));
