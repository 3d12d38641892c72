-- Stores alerts, or their new state, in the order of their ids.
insert into {t}alert (
  id, rule, subject, severity, message, amount, stage, is_open, since_at, seen_at, checked_at, fired_at, resolved_at)
select
  given.id, given.rule, given.subject, given.severity, given.message, given.amount, given.stage, given.is_open, given.since_at,
      given.seen_at,
  given.checked_at, given.fired_at, given.resolved_at
from ({alerts}) given
order by given.id
on duplicate key update
  severity = values(severity), message = values(message), amount = values(amount), stage = values(stage), is_open = values(is_open),
  since_at = values(since_at), seen_at = values(seen_at), checked_at = values(checked_at), fired_at = values(fired_at),
  resolved_at = values(resolved_at);
