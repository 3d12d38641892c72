-- The occurrences that are sent.
select
    unhex(sent.schedule_id) as schedule_id, timestampadd(microsecond, sent.occurs_at, timestamp'1970-01-01 00:00:00') as occurs_at,
    timestampadd(microsecond, sent.last_at, timestamp'1970-01-01 00:00:00') as last_at, coalesce(sent.occurrences, 1) as occurrences,
    coalesce(sent.is_exact, 1) as is_exact, sent.by_hand, sent.result, sent.cause, unhex(sent.job_id) as job_id
  from json_table(@occurrences, '$[*]' columns (
    schedule_id char(32) path '$.schedule_id', occurs_at bigint path '$.occurs_at', last_at bigint path '$.last_at',
    occurrences bigint path '$.occurrences', is_exact bigint path '$.is_exact', by_hand bigint path '$.by_hand',
    result bigint path '$.result', cause longtext {exact} path '$.cause', job_id char(32) path '$.job_id')) sent
