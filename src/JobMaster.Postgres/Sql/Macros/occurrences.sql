-- The occurrences that are sent.
select
    schedule_id,
    timestamptz 'epoch' + occurs_at / 1000000 * interval '1 second' + occurs_at % 1000000 * interval '1 microsecond' as occurs_at,
    timestamptz 'epoch' + last_at / 1000000 * interval '1 second' + last_at % 1000000 * interval '1 microsecond' as last_at,
    coalesce(occurrences, 1) as occurrences, coalesce(is_exact, 1) = 1 as is_exact, by_hand = 1 as by_hand, result, cause, job_id
  from json_to_recordset(@occurrences) as sent (schedule_id uuid, occurs_at bigint, last_at bigint, occurrences bigint,
  is_exact integer, by_hand integer, result integer, cause text, job_id uuid)
