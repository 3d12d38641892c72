-- Deletes up to a limit of operations that ended longer ago than their retention and have no jobs left; skips those that are locked.
delete top (@limit) ended
from {t}operation ended {free}
where ended.ended_at < {kept_since}
  and not exists (select 1 from {t}operation_job waiting where waiting.operation_id = ended.id);
