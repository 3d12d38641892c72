-- Deletes up to a limit of finished jobs older than their retention, the oldest first; returns id and key of each.
delete from {t}job_history
where rowid in (
  select row from (
    select * from (
      select rowid as row, finalized_at from {t}job_history
      where state = 4 and finalized_at < {kept_since}
      order by finalized_at limit @limit)
    union all
    select * from (
      select rowid as row, finalized_at from {t}job_history
      where state = 6 and finalized_at < {kept_since}
      order by finalized_at limit @limit))
  order by finalized_at limit @limit)
returning id, idempotency_key;
