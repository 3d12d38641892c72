-- The occurrences that are sent.
select
    unhex(value ->> 'schedule_id') as schedule_id, value ->> 'occurs_at' as occurs_at, value ->> 'last_at' as last_at,
    coalesce(value ->> 'occurrences', 1) as occurrences, coalesce(value ->> 'is_exact', 1) as is_exact, value ->> 'by_hand' as by_hand,
    value ->> 'result' as result, value ->> 'cause' as cause, unhex(value ->> 'job_id') as job_id
  from json_each(@occurrences)
