-- Deletes up to a limit of failed jobs older than their retention, the oldest first; returns id and key of each.
delete from {t}job_failed
where id = any (array(
  select id from {t}job_failed
  where state = 5 and finalized_at < coalesce(@now, statement_timestamp()) - least(@retention, 31536000000000000) * interval '1 microsecond'
  order by finalized_at
  limit @limit
  for update skip locked))
returning id, idempotency_key;
