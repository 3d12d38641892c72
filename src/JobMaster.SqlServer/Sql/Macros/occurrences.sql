-- The occurrences that are sent.
select
    convert(binary(16), sent.schedule_id, 2) as schedule_id,
        dateadd(microsecond, sent.occurs_at % 1000000,
        dateadd(second, sent.occurs_at / 1000000 % 86400, dateadd(day, sent.occurs_at / 1000000 / 86400, {epoch}))) as occurs_at,
    dateadd(microsecond, sent.last_at % 1000000,
        dateadd(second, sent.last_at / 1000000 % 86400, dateadd(day, sent.last_at / 1000000 / 86400, {epoch}))) as last_at,
        coalesce(sent.occurrences, 1) as occurrences, coalesce(sent.is_exact, 1) as is_exact,
    cast(sent.by_hand as bit) as by_hand, sent.result, sent.cause, convert(binary(16), sent.job_id, 2) as job_id
  from openjson(@occurrences) with (
    schedule_id char(32) '$.schedule_id', occurs_at bigint '$.occurs_at', last_at bigint '$.last_at', occurrences bigint '$.occurrences',
    is_exact int '$.is_exact', by_hand int '$.by_hand', result smallint '$.result', cause nvarchar(max) '$.cause',
    job_id char(32) '$.job_id') sent
