-- Frees up to a limit of keys whose time is over; skips those that are locked.
delete from {t}job_key
where expires_at <= {now}
  and key in (select key from {t}job_key where expires_at <= {now} order by expires_at limit @limit {skip_locked});
