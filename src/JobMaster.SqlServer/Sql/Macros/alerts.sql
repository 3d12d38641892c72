-- The sent alerts.
select
    convert(binary(16), sent.id, 2) as id, sent.[rule], sent.subject, sent.severity, sent.message, sent.amount, sent.stage, sent.is_open,
    dateadd(microsecond, sent.since_at % 1000000,
        dateadd(second, sent.since_at / 1000000 % 86400, dateadd(day, sent.since_at / 1000000 / 86400, {epoch}))) as since_at,
    dateadd(microsecond, sent.seen_at % 1000000,
        dateadd(second, sent.seen_at / 1000000 % 86400, dateadd(day, sent.seen_at / 1000000 / 86400, {epoch}))) as seen_at,
    dateadd(microsecond, sent.checked_at % 1000000,
        dateadd(second, sent.checked_at / 1000000 % 86400, dateadd(day, sent.checked_at / 1000000 / 86400, {epoch}))) as checked_at,
    dateadd(microsecond, sent.fired_at % 1000000,
        dateadd(second, sent.fired_at / 1000000 % 86400, dateadd(day, sent.fired_at / 1000000 / 86400, {epoch}))) as fired_at,
    dateadd(microsecond, sent.resolved_at % 1000000,
        dateadd(second, sent.resolved_at / 1000000 % 86400, dateadd(day, sent.resolved_at / 1000000 / 86400, {epoch}))) as resolved_at
  from openjson(@alerts) with (
    id char(32) '$.id', [rule] nvarchar(max) '$.rule', subject nvarchar(max) '$.subject', severity smallint '$.severity',
    message nvarchar(max) '$.message', amount float '$.amount', stage bigint '$.stage', is_open smallint '$.is_open',
    since_at bigint '$.since_at', seen_at bigint '$.seen_at', checked_at bigint '$.checked_at', fired_at bigint '$.fired_at',
    resolved_at bigint '$.resolved_at') sent
