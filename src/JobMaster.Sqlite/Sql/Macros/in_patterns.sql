-- Whether the lane of a job begins like one of the patterns.
exists (select 1 from (select value as lane from json_each(@patterns)) served where {serves})
