-- Reads the unique keys of jobs, live or not, and how long each holds its key.
select job_id, [key], cast(hold as {integer}) from {t}job_unique where job_id {in_ids};
