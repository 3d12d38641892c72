-- The steps of schedules that are sent.
select
    unhex(sent.id) as id, sent.version, sent.state, timestampadd(microsecond, sent.next_at, timestamp'1970-01-01 00:00:00') as next_at,
    timestampadd(microsecond, sent.last_at, timestamp'1970-01-01 00:00:00') as last_at, unhex(sent.last_job_id) as last_job_id,
    sent.is_waiting
  from json_table(@steps, '$[*]' columns (
    id char(32) path '$.id', version bigint path '$.version', state bigint path '$.state', next_at bigint path '$.next_at',
    last_at bigint path '$.last_at', last_job_id char(32) path '$.last_job_id', is_waiting bigint path '$.is_waiting')) sent
