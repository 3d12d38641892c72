-- Forgets up to a limit of unique keys of finished jobs whose day is about to be dropped.
delete from {t}job_unique
where ctid = any (array(
  select owned.ctid
  from {t}job_history history
  join {t}job_unique owned on owned.job_id = history.id
  where history.finalized_at < date_trunc('day', ({kept_since}) at time zone 'UTC') at time zone 'UTC'
  limit @limit));
