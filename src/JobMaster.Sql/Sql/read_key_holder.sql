-- Reads which other live job holds the unique key of a job.
select held.job_id
from {t}job_unique rule
join {t}job_key held on held.key = rule.key
join {t}job holder on holder.id = held.job_id
where rule.job_id = @id and held.job_id <> @id;
