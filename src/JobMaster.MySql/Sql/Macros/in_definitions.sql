-- Whether the definition of a job is one of those sent.
in (select asked.definition_id from json_table(@definitions, '$[*]' columns (definition_id varchar(300) {exact} path '$')) asked)
