-- The log lines that are sent, in their order.
select
    cast(item.[key] as int) as turn, convert(binary(16), sent.id, 2) as id, sent.claim_no,
        dateadd(microsecond, sent.logged_at % 1000000,
        dateadd(second, sent.logged_at / 1000000 % 86400, dateadd(day, sent.logged_at / 1000000 / 86400, {epoch}))) as logged_at,
        sent.level,
    sent.text
  from openjson(@lines) item
  cross apply openjson(item.value) with (
    id char(32) '$.id', claim_no int '$.claim_no', logged_at bigint '$.at', level smallint '$.level', text nvarchar(max) '$.text') sent
