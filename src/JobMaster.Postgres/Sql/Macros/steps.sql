-- The steps of schedules that are sent.
select
    id, version, state,
    timestamptz 'epoch' + next_at / 1000000 * interval '1 second' + next_at % 1000000 * interval '1 microsecond' as next_at,
    timestamptz 'epoch' + last_at / 1000000 * interval '1 second' + last_at % 1000000 * interval '1 microsecond' as last_at,
    last_job_id, is_waiting = 1 as is_waiting
  from json_to_recordset(@steps) as sent (id uuid, version bigint, state integer, next_at bigint, last_at bigint, last_job_id uuid,
  is_waiting integer)
