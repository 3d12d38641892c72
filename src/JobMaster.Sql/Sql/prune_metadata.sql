-- Deletes the indexed metadata of jobs that are being removed.
delete from {t}job_metadata where job_id {in_ids};
