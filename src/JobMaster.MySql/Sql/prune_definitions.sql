-- Deletes definitions that were not seen for longer than the retention; skips those that are locked.
delete gone
from (
  select hash from {t}definition
  where last_seen_at < {kept_since}
  order by hash
  limit 10000
  for update skip locked) old
straight_join {t}definition gone force index (primary) on gone.hash = old.hash;
