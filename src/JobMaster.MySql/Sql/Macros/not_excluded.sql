-- Whether the definition of a job is not excluded.
not in (select excluded.definition_id from json_table(@excluded, '$[*]' columns (definition_id varchar(300) {exact} path '$')) excluded)
