-- The ids that the first step picked. A join looks each one up by the index; a list of literals may scan a small table and wait for its
-- locks.
select unhex(sent.id) as id from json_table(@picked, '$[*]' columns (id char(32) path '$')) sent
