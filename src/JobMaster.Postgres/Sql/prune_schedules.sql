-- Deletes up to a limit of schedules that have been over (inactive, ended or cancelled) for longer than the retention.
delete from {t}schedule
where id = any (array(
  select id from {t}schedule
  where state in (3, 4, 5) and greatest(updated_at, last_at) < coalesce(@now, statement_timestamp()) - least(@retention, 31536000000000000) * interval '1 microsecond'
  limit @limit
  for update skip locked));
