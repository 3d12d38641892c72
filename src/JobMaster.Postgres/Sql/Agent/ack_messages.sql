-- Removes messages, no matter which receiver holds them now.
delete from {t}agent_message where seq = any (array(select value::bigint from json_array_elements_text(@places) value));
