-- The queues that are sent, in their order.
select cast(item.[key] as int) as turn, sent.lane {exact} as lane, cast(sent.priority as smallint) as priority
  from openjson(@queues) item
  cross apply openjson(item.value) with (lane nvarchar(200) '$.lane', priority int '$.priority') sent
