-- The sums of statistics that are sent.
select
    sent.scope, sent.name, sent.resolution, timestampadd(microsecond, sent.starts_at, timestamp'1970-01-01 00:00:00') as starts_at,
    sent.counts
  from json_table(@statistics, '$[*]' columns (
    scope bigint path '$.scope', name longtext {exact} path '$.name', resolution bigint path '$.resolution',
    starts_at bigint path '$.starts_at', counts longtext {exact} path '$.counts')) sent
