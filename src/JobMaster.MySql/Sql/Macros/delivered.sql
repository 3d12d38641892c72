-- The jobs that agents delivered, due when they were pushed, or those that replace waiting ones.
select
    unhex(sent.id) as sent_id, timestampadd(microsecond, sent.due_at, timestamp'1970-01-01 00:00:00') as due_at, sent.definition_id,
    sent.lane, sent.priority, sent.timeout, sent.max_retries,
    timestampadd(microsecond, sent.expires_at, timestamp'1970-01-01 00:00:00') as expires_at, sent.trigger_source,
    unhex(sent.recurring_schedule_id) as recurring_schedule_id, sent.tenant, sent.idempotency_key, sent.trace_parent,
    sent.scheduled_by, sent.limits, sent.metadata, sent.payload, sent.quarantine, sent.delay, sent.longest_wait
  from json_table(@jobs, '$[*]' columns (
    id char(32) path '$.id', due_at bigint path '$.due_at', definition_id longtext {exact} path '$.definition_id',
    lane longtext {exact} path '$.lane', priority bigint path '$.priority', timeout bigint path '$.timeout',
    max_retries bigint path '$.max_retries', expires_at bigint path '$.expires_at', trigger_source bigint path '$.trigger_source',
    recurring_schedule_id char(32) path '$.recurring_schedule_id', tenant longtext {exact} path '$.tenant',
    idempotency_key longtext {exact} path '$.idempotency_key', trace_parent longtext {exact} path '$.trace_parent',
    scheduled_by longtext {exact} path '$.scheduled_by', limits longtext {exact} path '$.limits',
    metadata longtext {exact} path '$.metadata', payload longtext {exact} path '$.payload',
    quarantine longtext {exact} path '$.quarantine', delay bigint path '$.delay', longest_wait bigint path '$.longest_wait')) sent
