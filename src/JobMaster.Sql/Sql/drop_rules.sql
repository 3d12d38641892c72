-- Deletes the unique keys of jobs that are gone.
delete from {t}job_unique where job_id {in_ids};
