-- Stores the metadata values of jobs that are searched by index.
insert into {t}job_metadata (name, value, job_id)
select sent_name, sent_value, sent_id
from ({metadata}) given
where true
on conflict (name, value, job_id) do nothing;
