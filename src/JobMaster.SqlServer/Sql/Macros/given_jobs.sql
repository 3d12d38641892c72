-- The new or delivered jobs that are sent, in their order. copy: above 1 for a repeated id.
select
    cast(item.[key] as int) as turn, row_number() over (partition by sent.id order by cast(item.[key] as int)) as copy,
    convert(binary(16), sent.id, 2) as id,
        dateadd(microsecond, sent.due_at % 1000000,
        dateadd(second, sent.due_at / 1000000 % 86400, dateadd(day, sent.due_at / 1000000 / 86400, {epoch}))) as due_at, sent.delay,
        sent.definition_id {exact} as definition_id, sent.lane, sent.priority,
    sent.timeout, sent.max_retries, dateadd(microsecond, sent.expires_at % 1000000,
        dateadd(second, sent.expires_at / 1000000 % 86400, dateadd(day, sent.expires_at / 1000000 / 86400, {epoch}))) as expires_at,
        sent.trigger_source,
    convert(binary(16), sent.recurring_schedule_id, 2) as recurring_schedule_id, sent.tenant, sent.idempotency_key, sent.trace_parent,
    sent.scheduled_by, sent.limits,
    sent.metadata, sent.payload, convert(binary(16), sent.id, 2) as sent_id, sent.quarantine, sent.longest_wait
  from openjson(@jobs) item
  cross apply openjson(item.value) with (
    id char(32) '$.id', due_at bigint '$.due_at', delay bigint '$.delay', definition_id nvarchar(max) '$.definition_id',
    lane nvarchar(max) '$.lane', priority int '$.priority', timeout bigint '$.timeout', max_retries int '$.max_retries',
    expires_at bigint '$.expires_at', trigger_source int '$.trigger_source', recurring_schedule_id char(32) '$.recurring_schedule_id',
    tenant nvarchar(max) '$.tenant', idempotency_key nvarchar(max) '$.idempotency_key', trace_parent nvarchar(max) '$.trace_parent',
    scheduled_by nvarchar(max) '$.scheduled_by', limits nvarchar(max) '$.limits', metadata nvarchar(max) '$.metadata',
    payload nvarchar(max) '$.payload', quarantine nvarchar(max) '$.quarantine', longest_wait bigint '$.longest_wait') sent
