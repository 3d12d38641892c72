-- Deletes up to a limit of audit entries older than the retention, the oldest first.
delete from {t}audit
where rowid in (
  select rowid from {t}audit
  where filed_at < {kept_since}
  order by filed_at limit @limit);
