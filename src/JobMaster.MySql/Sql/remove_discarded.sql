-- Deletes discarded jobs that the same transaction has copied to the failed ones.
delete gone
from ({given_ids}) given
straight_join {t}job_history gone force index (primary) on gone.id = given.id
where state = 6 and last_result is not null;
