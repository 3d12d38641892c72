-- Deletes the unique keys of jobs that are being removed.
delete gone
from ({given_ids}) given
straight_join {t}job_unique gone force index (primary) on gone.job_id = given.id;
