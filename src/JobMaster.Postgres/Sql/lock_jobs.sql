-- Locks live jobs in the order of their ids, waiting a few seconds at most for whoever holds one.
select set_config('lock_timeout', '3s', true);
select 1 from {t}job where id = any (array(select value::uuid from json_array_elements_text(@ids) value)) order by id for update;
