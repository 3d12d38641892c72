-- Deletes up to a limit of schedules that have been over (inactive, ended or cancelled) for longer than the retention.
delete from {t}schedule
where id in (
  select id from {t}schedule
  where state in (3, 4, 5) and max(updated_at, coalesce(last_at, updated_at)) < coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000) - $retention
  limit $limit);
