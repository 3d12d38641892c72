-- The schedules that are sent.
select
    unhex(sent.id) as id, sent.profile_id, sent.`key`, sent.state, sent.version, sent.revision, sent.definition_id, sent.lane,
    sent.priority, sent.timeout, sent.max_retries, sent.payload, sent.metadata, sent.tenant, sent.type_id, sent.expression,
    sent.zone_id, timestampadd(microsecond, sent.start_after, timestamp'1970-01-01 00:00:00') as start_after,
    timestampadd(microsecond, sent.end_before, timestamp'1970-01-01 00:00:00') as end_before,
    timestampadd(microsecond, sent.anchor, timestamp'1970-01-01 00:00:00') as anchor, sent.misfire, sent.misfire_grace,
    sent.misfire_limit, sent.overlap, timestampadd(microsecond, sent.next_at, timestamp'1970-01-01 00:00:00') as next_at,
    timestampadd(microsecond, sent.last_at, timestamp'1970-01-01 00:00:00') as last_at, unhex(sent.last_job_id) as last_job_id,
    sent.is_waiting, timestampadd(microsecond, sent.created_at, timestamp'1970-01-01 00:00:00') as created_at,
    timestampadd(microsecond, sent.updated_at, timestamp'1970-01-01 00:00:00') as updated_at, sent.unique_rule
  from json_table(@schedules, '$[*]' columns (
    id char(32) path '$.id', profile_id longtext {exact} path '$.profile_id', `key` longtext {exact} path '$.key',
    state bigint path '$.state', version bigint path '$.version', revision bigint path '$.revision',
    definition_id longtext {exact} path '$.definition_id', lane longtext {exact} path '$.lane', priority bigint path '$.priority',
    timeout bigint path '$.timeout', max_retries bigint path '$.max_retries', payload longtext {exact} path '$.payload',
    metadata longtext {exact} path '$.metadata', tenant longtext {exact} path '$.tenant', type_id longtext {exact} path '$.type_id',
    expression longtext {exact} path '$.expression', zone_id longtext {exact} path '$.zone_id',
    start_after bigint path '$.start_after', end_before bigint path '$.end_before', anchor bigint path '$.anchor',
    misfire bigint path '$.misfire', misfire_grace bigint path '$.misfire_grace', misfire_limit bigint path '$.misfire_limit',
    overlap bigint path '$.overlap', next_at bigint path '$.next_at', last_at bigint path '$.last_at',
    last_job_id char(32) path '$.last_job_id', is_waiting bigint path '$.is_waiting', created_at bigint path '$.created_at',
    updated_at bigint path '$.updated_at', unique_rule longtext {exact} path '$.unique_rule')) sent
