-- Whether the lane of a job begins like one of the patterns.
exists (
    select 1 from json_table(@patterns, '$[*]' columns (lane varchar(200) {exact} path '$')) served where {serves})
