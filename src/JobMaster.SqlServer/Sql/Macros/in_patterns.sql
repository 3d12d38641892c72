-- Whether the lane of a job begins as one of the patterns does.
exists (
    select 1 from (select sent.lane {exact} as lane from openjson(@patterns) with (lane nvarchar(200) '$') sent) served where {serves})
