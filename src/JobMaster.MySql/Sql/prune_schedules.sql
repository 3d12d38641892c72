-- Deletes schedules that have been over for longer than the retention; skips those that are locked.
delete gone
from (
  select id from {t}schedule
  where state in (3, 4, 5) and greatest(coalesce(last_at, updated_at), updated_at) < {kept_since}
  limit @limit
  for update skip locked) old
straight_join {t}schedule gone force index (primary) on gone.id = old.id;
