-- Frees up to a limit of unique keys that jobs held last whose day is about to be dropped.
delete from {t}job_key
where ctid = any (array(
  select owned.ctid
  from {t}job_unique rule
  join {t}job_key owned on owned.job_id = rule.job_id
  join {t}job_history history on history.id = rule.job_id
  where (owned.expires_at is null or owned.expires_at <= {now})
    and history.finalized_at < date_trunc('day', ({kept_since}) at time zone 'UTC') at time zone 'UTC'
  limit @limit));
