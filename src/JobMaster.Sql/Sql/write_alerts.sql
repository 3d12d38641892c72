-- Stores alerts in place of those with the same id.
insert into {t}alert (
  id, rule, subject, severity, message, amount, stage, is_open, since_at, seen_at, checked_at, fired_at, resolved_at)
select id, rule, subject, severity, message, amount, stage, is_open, since_at, seen_at, checked_at, fired_at, resolved_at
from ({alerts}) given
where true
order by id
on conflict (id) do update set
  severity = excluded.severity, message = excluded.message, amount = excluded.amount, stage = excluded.stage, is_open = excluded.is_open,
  since_at = excluded.since_at, seen_at = excluded.seen_at, checked_at = excluded.checked_at, fired_at = excluded.fired_at,
  resolved_at = excluded.resolved_at;
