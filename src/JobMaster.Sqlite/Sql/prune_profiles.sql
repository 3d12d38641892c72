-- Deletes up to a limit of contents of profiles that have not been in use for longer than the retention.
delete from {t}schedule_profile
where revision in (
  select revision from {t}schedule_profile
  where advertised_at < coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000) - $retention
  limit $limit);
