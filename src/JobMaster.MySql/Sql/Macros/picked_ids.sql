-- The ids that the step before has picked. Joined, each is looked up by the
-- index, where a list of literals may scan a small table and wait for its locks.
select unhex(sent.id) as id from json_table(@picked, '$[*]' columns (id char(32) path '$')) sent
