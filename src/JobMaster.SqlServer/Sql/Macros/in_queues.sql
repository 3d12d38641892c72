-- Whether the lane of a job is one of the queues.
in (select queue.lane {exact} from openjson(@queues) with (lane nvarchar(200) '$.lane') queue)
