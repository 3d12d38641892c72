-- Whether the lane of a job begins like one of the patterns.
exists (
    select 1 from (select sent.lane {exact} as lane from openjson(@patterns) with (lane nvarchar(200) '$') sent) served where {serves})
