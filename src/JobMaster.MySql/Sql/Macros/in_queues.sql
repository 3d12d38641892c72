-- Whether the lane of a job is one of the queues.
in (select lane from json_table(@queues, '$[*]' columns (lane varchar(200) {exact} path '$.lane')) queue)
