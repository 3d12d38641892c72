-- Deletes up to a limit of groups that had no job for their retention and are not muted; skips those that are locked.
delete gone
from (
  select fingerprint from {t}failure_group
  where jobs = 0 and (last_at is null or last_at < {kept_since}) and (muted_until is null or muted_until < {now})
  order by fingerprint
  limit @limit
  for update skip locked) old
straight_join {t}failure_group gone force index (primary) on gone.fingerprint = old.fingerprint;
