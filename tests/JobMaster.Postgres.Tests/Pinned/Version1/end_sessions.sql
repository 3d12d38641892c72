-- Ends sessions.
delete from {t}session where id = any (array(select value::uuid from json_array_elements_text(@ids) value));
