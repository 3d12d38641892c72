-- Stores values of metadata that jobs are found by.
insert into {t}job_metadata (name, value, job_id)
select given.sent_name, given.sent_value, given.sent_id
from ({metadata}) given
on duplicate key update {t}job_metadata.job_id = {t}job_metadata.job_id;
