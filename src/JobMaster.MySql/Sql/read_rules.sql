-- Reads the unique keys of jobs.
select job_id, `key`, cast(hold as {integer}) from {t}job_unique where job_id {in_ids};
