-- Stores alerts in place of those with the same id.
update held set
  severity = given.severity, message = given.message, amount = given.amount, stage = given.stage, is_open = given.is_open,
  since_at = given.since_at, seen_at = given.seen_at, checked_at = given.checked_at, fired_at = given.fired_at,
  resolved_at = given.resolved_at
from ({alerts}) given
join {t}alert held on held.id = given.id;
insert into {t}alert (
  id, [rule], subject, severity, message, amount, stage, is_open, since_at, seen_at, checked_at, fired_at, resolved_at)
select
  given.id, given.[rule], given.subject, given.severity, given.message, given.amount, given.stage, given.is_open, given.since_at,
  given.seen_at, given.checked_at, given.fired_at, given.resolved_at
from ({alerts}) given
where not exists (select 1 from {t}alert known where known.id = given.id)
order by given.id;
