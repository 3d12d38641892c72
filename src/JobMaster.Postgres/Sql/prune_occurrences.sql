-- Deletes up to a limit of occurrences filed longer ago than the retention.
delete from {t}schedule_occurrence
where ctid = any (array(
  select ctid from {t}schedule_occurrence
  where filed_at < coalesce(@now, statement_timestamp()) - least(@retention, 31536000000000000) * interval '1 microsecond'
  order by filed_at
  limit @limit
  for update skip locked));
