-- Deletes failed jobs that the same transaction has copied elsewhere.
delete gone
from ({given_ids}) given
straight_join {t}job_failed gone force index (primary) on gone.id = given.id;
