-- Whether the lane of a job begins as one of the patterns does.
exists (select 1 from (select value as lane from json_each(@patterns)) served where {serves})
