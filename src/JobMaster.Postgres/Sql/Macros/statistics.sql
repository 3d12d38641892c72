-- The sums of statistics that are sent.
select
    scope, name, resolution,
    timestamptz 'epoch' + starts_at / 1000000 * interval '1 second' + starts_at % 1000000 * interval '1 microsecond' as starts_at, counts
  from json_to_recordset(@statistics) as sent (scope smallint, name text, resolution smallint, starts_at bigint, counts text)
