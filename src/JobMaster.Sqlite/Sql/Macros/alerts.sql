-- The sent alerts.
select
    unhex(value ->> 'id') as id, value ->> 'rule' as rule, value ->> 'subject' as subject, value ->> 'severity' as severity,
    value ->> 'message' as message, value ->> 'amount' as amount, value ->> 'stage' as stage, value ->> 'is_open' as is_open,
    value ->> 'since_at' as since_at, value ->> 'seen_at' as seen_at, value ->> 'checked_at' as checked_at,
    value ->> 'fired_at' as fired_at, value ->> 'resolved_at' as resolved_at
  from json_each(@alerts)
