-- The names that are sent.
select sent.name from json_table(@names, '$[*]' columns (name varchar(400) {exact} path '$')) sent
