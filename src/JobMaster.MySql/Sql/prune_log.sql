-- Deletes the log lines of jobs that are being removed.
delete gone
from ({given_ids}) given
straight_join {t}job_log gone force index (job_log_job) on gone.job_id = given.id;
