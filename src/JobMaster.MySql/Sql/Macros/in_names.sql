-- Whether a name is one of those sent.
in (select asked.name from json_table(@names, '$[*]' columns (name varchar(400) {exact} path '$')) asked)
