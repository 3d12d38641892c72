-- The schedules that are sent.
select
    convert(binary(16), sent.id, 2) as id, sent.profile_id {exact} as profile_id, sent.[key] {exact} as [key], sent.state, sent.version,
    sent.revision, sent.definition_id, sent.lane, sent.priority, sent.timeout, sent.max_retries, sent.payload, sent.metadata, sent.tenant,
    sent.type_id, sent.expression, sent.zone_id, dateadd(microsecond, sent.start_after % 1000000, dateadd(second, sent.start_after / 1000000 % 86400, dateadd(day, sent.start_after / 1000000 / 86400, {epoch}))) as start_after, dateadd(microsecond, sent.end_before % 1000000, dateadd(second, sent.end_before / 1000000 % 86400, dateadd(day, sent.end_before / 1000000 / 86400, {epoch}))) as end_before,
    dateadd(microsecond, sent.anchor % 1000000, dateadd(second, sent.anchor / 1000000 % 86400, dateadd(day, sent.anchor / 1000000 / 86400, {epoch}))) as anchor, sent.misfire, sent.misfire_grace, sent.misfire_limit, sent.overlap, dateadd(microsecond, sent.next_at % 1000000, dateadd(second, sent.next_at / 1000000 % 86400, dateadd(day, sent.next_at / 1000000 / 86400, {epoch}))) as next_at,
    dateadd(microsecond, sent.last_at % 1000000, dateadd(second, sent.last_at / 1000000 % 86400, dateadd(day, sent.last_at / 1000000 / 86400, {epoch}))) as last_at, convert(binary(16), sent.last_job_id, 2) as last_job_id, sent.is_waiting,
    dateadd(microsecond, sent.created_at % 1000000, dateadd(second, sent.created_at / 1000000 % 86400, dateadd(day, sent.created_at / 1000000 / 86400, {epoch}))) as created_at, dateadd(microsecond, sent.updated_at % 1000000, dateadd(second, sent.updated_at / 1000000 % 86400, dateadd(day, sent.updated_at / 1000000 / 86400, {epoch}))) as updated_at, sent.unique_rule
  from openjson(@schedules) with (
    id char(32) '$.id', profile_id nvarchar(200) '$.profile_id', [key] nvarchar(200) '$.key', state smallint '$.state',
    version bigint '$.version', revision bigint '$.revision', definition_id nvarchar(max) '$.definition_id', lane nvarchar(max) '$.lane',
    priority smallint '$.priority', timeout bigint '$.timeout', max_retries int '$.max_retries', payload nvarchar(max) '$.payload',
    metadata nvarchar(max) '$.metadata', tenant nvarchar(max) '$.tenant', type_id nvarchar(max) '$.type_id',
    expression nvarchar(max) '$.expression', zone_id nvarchar(max) '$.zone_id', start_after bigint '$.start_after',
    end_before bigint '$.end_before', anchor bigint '$.anchor', misfire smallint '$.misfire', misfire_grace bigint '$.misfire_grace',
    misfire_limit int '$.misfire_limit', overlap smallint '$.overlap', next_at bigint '$.next_at', last_at bigint '$.last_at',
    last_job_id char(32) '$.last_job_id', is_waiting int '$.is_waiting', created_at bigint '$.created_at',
    updated_at bigint '$.updated_at', unique_rule nvarchar(max) '$.unique_rule') sent
