-- Stores the unique keys of jobs.
insert into {t}job_unique (job_id, `key`, hold)
select given.sent_id, given.sent_key, given.hold
from ({keys}) given
on duplicate key update {t}job_unique.hold = {t}job_unique.hold;
