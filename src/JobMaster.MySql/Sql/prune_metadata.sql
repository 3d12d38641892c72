-- Deletes the indexed metadata of jobs that are being removed.
delete gone
from ({given_ids}) given
straight_join {t}job_metadata gone force index (job_metadata_job) on gone.job_id = given.id;
