-- Deletes up to a limit of failed jobs older than their retention, the oldest first; returns id and key of each.
delete from {t}job_failed
where rowid in (
  select rowid from {t}job_failed
  where state = 5 and finalized_at < coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000) - $retention
  order by finalized_at limit $limit)
returning id, idempotency_key;
