-- The keys that are sent, with the job of each.
select
    value ->> 'key' as key, unhex(value ->> 'id') as id
  from json_each(@keys)
