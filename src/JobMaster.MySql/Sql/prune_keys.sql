-- Deletes up to a limit of keys whose time is over; skips those that are locked.
delete gone
from (
  select `key` from {t}job_key force index (job_key_expiry)
  where expires_at <= {now}
  order by expires_at
  limit @limit
  for update skip locked) old
straight_join {t}job_key gone force index (primary) on gone.`key` = old.`key`;
