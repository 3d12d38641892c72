-- The names that are sent.
select value as name from json_array_elements_text(@names) value
