-- Whether the lane of a job is one of those sent.
in (select asked.lane from json_table(@lanes, '$[*]' columns (lane varchar(200) {exact} path '$')) asked)
