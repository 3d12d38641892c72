-- The ids that are sent.
select unhex(sent.id) as id from json_table(@ids, '$[*]' columns (id char(32) path '$')) sent
