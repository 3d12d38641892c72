-- Deletes schedules that have been over for longer than the retention; skips those that are locked.
delete from {t}schedule
where id = any (array(
  select id from {t}schedule
  where state in (3, 4, 5) and case when last_at > updated_at then last_at else updated_at end < {kept_since}
  limit @limit
  for update skip locked));
