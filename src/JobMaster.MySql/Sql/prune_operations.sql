-- Deletes up to a limit of operations that ended longer ago than their retention and have no jobs left; skips those that are locked.
delete gone
from (
  select id from {t}operation
  where ended_at < {kept_since}
    and not exists (select 1 from {t}operation_job waiting where waiting.operation_id = {t}operation.id)
  order by id
  limit @limit
  for update skip locked) old
straight_join {t}operation gone force index (primary) on gone.id = old.id;
