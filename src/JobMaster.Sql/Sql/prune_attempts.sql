-- Deletes the attempts of jobs that are being removed.
delete from {t}job_attempt where job_id {in_ids};
