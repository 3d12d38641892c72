-- The sent alerts.
select
    id, rule, subject, severity, message, amount, stage, is_open,
    timestamptz 'epoch' + since_at / 1000000 * interval '1 second' + since_at % 1000000 * interval '1 microsecond' as since_at,
    timestamptz 'epoch' + seen_at / 1000000 * interval '1 second' + seen_at % 1000000 * interval '1 microsecond' as seen_at,
    timestamptz 'epoch' + checked_at / 1000000 * interval '1 second' + checked_at % 1000000 * interval '1 microsecond' as checked_at,
    timestamptz 'epoch' + fired_at / 1000000 * interval '1 second' + fired_at % 1000000 * interval '1 microsecond' as fired_at,
    timestamptz 'epoch' + resolved_at / 1000000 * interval '1 second' + resolved_at % 1000000 * interval '1 microsecond' as resolved_at
  from json_to_recordset(@alerts) as sent (id uuid, rule text, subject text, severity smallint, message text, amount double precision,
  stage bigint, is_open smallint, since_at bigint, seen_at bigint, checked_at bigint, fired_at bigint, resolved_at bigint)
