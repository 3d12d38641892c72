-- Deletes up to a limit of names of sessions that ended longer ago than the retention; skips those that are locked.
delete gone
from (
  select id from {t}session_name force index (session_name_ended)
  where ended_at < {kept_since}
  order by ended_at
  limit @limit
  for update skip locked) old
straight_join {t}session_name gone force index (primary) on gone.id = old.id;
