-- Corrects the last job of schedules that this transaction has moved on.
update schedule set last_at = step.last_at, last_job_id = step.last_job_id
from ({steps}) step
join {t}schedule schedule on schedule.id = step.id;
