-- Stores the unique keys of jobs with the jobs.
insert into {t}job_unique (job_id, [key], hold)
select sent_id, sent_key, hold
from ({keys}) given
order by sent_id;
