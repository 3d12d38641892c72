-- Deletes failed jobs whose retention is over, the oldest first; returns their ids and keys.
delete from {t}job_failed
where rowid in (
  select rowid from {t}job_failed where state = 5 and finalized_at < {kept_since}
  order by finalized_at
  limit @limit)
returning id, idempotency_key;
