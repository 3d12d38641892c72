-- The sent alerts.
select
    unhex(sent.id) as id, sent.rule, sent.subject, sent.severity, sent.message, sent.amount, sent.stage, sent.is_open,
    timestampadd(microsecond, sent.since_at, timestamp'1970-01-01 00:00:00') as since_at,
    timestampadd(microsecond, sent.seen_at, timestamp'1970-01-01 00:00:00') as seen_at,
    timestampadd(microsecond, sent.checked_at, timestamp'1970-01-01 00:00:00') as checked_at,
    timestampadd(microsecond, sent.fired_at, timestamp'1970-01-01 00:00:00') as fired_at,
    timestampadd(microsecond, sent.resolved_at, timestamp'1970-01-01 00:00:00') as resolved_at
  from json_table(@alerts, '$[*]' columns (
    id char(32) path '$.id', rule longtext {exact} path '$.rule', subject longtext {exact} path '$.subject',
    severity bigint path '$.severity', message longtext {exact} path '$.message', amount double path '$.amount',
    stage bigint path '$.stage', is_open bigint path '$.is_open', since_at bigint path '$.since_at', seen_at bigint path '$.seen_at',
    checked_at bigint path '$.checked_at', fired_at bigint path '$.fired_at', resolved_at bigint path '$.resolved_at')) sent
