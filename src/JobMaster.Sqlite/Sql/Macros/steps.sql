-- The steps of schedules that are sent.
select
    unhex(value ->> 'id') as id, value ->> 'version' as version, value ->> 'state' as state, value ->> 'next_at' as next_at,
    value ->> 'last_at' as last_at, unhex(value ->> 'last_job_id') as last_job_id, value ->> 'is_waiting' as is_waiting
  from json_each(@steps)
