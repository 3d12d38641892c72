-- Deletes up to a limit of contents of profiles that have not been in use for longer than the retention.
delete from {t}schedule_profile
where revision = any (array(
  select revision from {t}schedule_profile
  where advertised_at < coalesce(@now, statement_timestamp()) - least(@retention, 31536000000000000) * interval '1 microsecond'
  limit @limit
  for update skip locked));
