-- Deletes up to a limit of occurrences stored longer ago than the retention.
delete from {t}schedule_occurrence
where ctid = any (array(
  select ctid from {t}schedule_occurrence
  where filed_at < {kept_since}
  order by filed_at
  limit @limit
  for update skip locked));
