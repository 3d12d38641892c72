-- Deletes up to a limit of occurrences stored longer ago than the retention.
delete from {t}schedule_occurrence
where rowid in (
  select rowid from {t}schedule_occurrence
  where filed_at < {kept_since}
  order by filed_at limit @limit);
