-- Deletes up to a limit of occurrences stored longer ago than the retention; skips those that are locked.
delete gone
from (
  select schedule_id, occurs_at, by_hand from {t}schedule_occurrence force index (schedule_occurrence_filed)
  where filed_at < {kept_since}
  order by filed_at
  limit @limit
  for update skip locked) old
straight_join {t}schedule_occurrence gone force index (primary)
  on gone.schedule_id = old.schedule_id and gone.occurs_at = old.occurs_at and gone.by_hand = old.by_hand;
