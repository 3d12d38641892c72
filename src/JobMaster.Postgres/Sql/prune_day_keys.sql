-- Gives back up to a limit of keys of finished jobs whose day is about to be dropped, but for those whose time is not over.
delete from {t}job_key
where ctid = any (array(
  select owned.ctid
  from {t}job_history history
  join {t}job_key owned on owned.job_id = history.id
  where history.idempotency_key is not null and (owned.expires_at is null or owned.expires_at <= {now})
    and history.finalized_at < date_trunc('day', ({kept_since}) at time zone 'UTC') at time zone 'UTC'
  limit @limit));
