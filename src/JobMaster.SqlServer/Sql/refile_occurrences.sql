-- Corrects the result of occurrences that this transaction has stored.
update filed set result = given.result, cause = given.cause, job_id = given.job_id
from ({occurrences}) given
join {t}schedule_occurrence filed
  on filed.schedule_id = given.schedule_id and filed.occurs_at = given.occurs_at and filed.by_hand = given.by_hand;
