-- Deletes failed jobs whose retention is over, the oldest first, passing over those that are locked; returns their ids and keys.
delete from {t}job_failed
where id = any (array(
  select id from {t}job_failed where state = 5 and finalized_at < {kept_since}
  order by finalized_at
  limit @limit
  for update skip locked))
returning id, idempotency_key;
