-- Forgets the unique keys of jobs that are gone; returns which jobs had one.
delete from {t}job_unique where job_id {in_ids}
returning job_id;
