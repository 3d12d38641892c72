-- Deletes the contents of profiles that no process has advertised for longer than the retention.
delete from {t}schedule_profile
where revision in (
  select revision from {t}schedule_profile
  where advertised_at < {kept_since}
  limit @limit);
