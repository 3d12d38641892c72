-- Corrects the stored results of occurrences.
update ({occurrences}) given
straight_join {t}schedule_occurrence filed force index (primary)
  on filed.schedule_id = given.schedule_id and filed.occurs_at = given.occurs_at and filed.by_hand = given.by_hand
set filed.result = given.result, filed.cause = given.cause, filed.job_id = given.job_id;
