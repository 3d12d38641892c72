-- Deletes the contents of profiles that no process has advertised for longer than the retention; skips those that are locked.
delete gone
from (
  select revision from {t}schedule_profile
  where advertised_at < {kept_since}
  limit @limit
  for update skip locked) old
straight_join {t}schedule_profile gone force index (primary) on gone.revision = old.revision;
