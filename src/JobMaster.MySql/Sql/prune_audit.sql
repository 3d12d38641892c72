-- Deletes up to a limit of audit entries older than the retention, the oldest first; skips those that are locked.
delete gone
from (
  select id from {t}audit force index (audit_filed)
  where filed_at < {kept_since}
  order by filed_at
  limit @limit
  for update skip locked) old
straight_join {t}audit gone force index (primary) on gone.id = old.id;
