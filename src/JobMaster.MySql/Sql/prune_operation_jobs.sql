-- Deletes up to a limit of the remaining jobs of operations that ended longer ago than their retention; skips those that are locked.
delete gone
from (
  select waiting.operation_id, waiting.job_id
  from (select id from {t}operation where ended_at < {kept_since} order by id limit 10000 for update skip locked) ended
  straight_join {t}operation_job waiting force index (primary) on waiting.operation_id = ended.id
  order by waiting.operation_id, waiting.job_id
  limit @limit
  for update skip locked) old
straight_join {t}operation_job gone force index (primary) on gone.operation_id = old.operation_id and gone.job_id = old.job_id;
