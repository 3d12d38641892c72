-- The sums of statistics that are sent.
select sent.scope, sent.name {exact} as name, sent.resolution,
    dateadd(microsecond, sent.starts_at % 1000000,
    dateadd(second, sent.starts_at / 1000000 % 86400, dateadd(day, sent.starts_at / 1000000 / 86400, {epoch}))) as starts_at, sent.counts
  from openjson(@statistics) with (
    scope smallint '$.scope', name nvarchar(200) '$.name', resolution smallint '$.resolution', starts_at bigint '$.starts_at',
    counts nvarchar(max) '$.counts') sent
