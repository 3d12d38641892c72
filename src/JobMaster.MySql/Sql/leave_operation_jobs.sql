-- Keeps jobs for a later round of an operation.
insert into {t}operation_job (operation_id, job_id)
select @operation_id, given.id
from ({given_ids}) given
on duplicate key update {t}operation_job.job_id = {t}operation_job.job_id;
