-- Stores the unique keys of jobs with the jobs.
insert into {t}job_unique (job_id, key, hold)
select sent_id, sent_key, hold
from ({keys}) given
where true
on conflict (job_id) do nothing;
