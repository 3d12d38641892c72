-- The steps of schedules that are sent, in the order of the ids.
select top ({job_limit})
    convert(binary(16), sent.id, 2) as id, sent.version, sent.state,
        dateadd(microsecond, sent.next_at % 1000000,
        dateadd(second, sent.next_at / 1000000 % 86400, dateadd(day, sent.next_at / 1000000 / 86400, {epoch}))) as next_at,
        dateadd(microsecond, sent.last_at % 1000000,
        dateadd(second, sent.last_at / 1000000 % 86400, dateadd(day, sent.last_at / 1000000 / 86400, {epoch}))) as last_at,
    convert(binary(16), sent.last_job_id, 2) as last_job_id, sent.is_waiting
  from openjson(@steps) with (
    id char(32) '$.id', version bigint '$.version', state smallint '$.state', next_at bigint '$.next_at', last_at bigint '$.last_at',
    last_job_id char(32) '$.last_job_id', is_waiting int '$.is_waiting') sent
  order by id
