-- Deletes up to a limit of operations that ended longer ago than their retention and have no jobs left; skips those that are locked.
delete from {t}operation
where id in (
  select id from {t}operation ended
  where ended_at < {kept_since}
    and not exists (select 1 from {t}operation_job waiting where waiting.operation_id = ended.id)
  order by id
  limit @limit
  {skip_locked});
