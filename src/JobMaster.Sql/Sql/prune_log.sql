-- Deletes the log lines of jobs that are being removed.
delete from {t}job_log where job_id {in_ids};
