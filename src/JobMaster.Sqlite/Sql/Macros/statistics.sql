-- The sums of statistics that are sent.
select
    value ->> 'scope' as scope, value ->> 'name' as name, value ->> 'resolution' as resolution, value ->> 'starts_at' as starts_at,
    value ->> 'counts' as counts
  from json_each(@statistics)
