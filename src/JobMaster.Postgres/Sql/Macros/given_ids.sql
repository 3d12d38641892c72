-- The ids that are sent.
select value::uuid as id from json_array_elements_text(@ids) value
