-- Whether the lane of a job is one of those sent.
in (select asked.lane {exact} from openjson(@lanes) with (lane nvarchar(200) '$') asked)
