-- Waits for jobs that another transaction has locked, a few seconds at most, and locks them.
select set_config('lock_timeout', '3s', true);
select 1 from {t}job where id = any (array(select value::uuid from json_array_elements_text(@ids) value)) order by id for update;
