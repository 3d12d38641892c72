-- Deletes up to a limit of log lines of finished jobs whose day is about to be dropped.
delete from {t}job_log
where ctid = any (array(
  select owned.ctid
  from {t}job_history history
  join {t}job_log owned on owned.job_id = history.id
  where history.finalized_at < date_trunc('day', ({kept_since}) at time zone 'UTC') at time zone 'UTC'
  limit @limit));
