-- Corrects the last job of schedules that this transaction has moved on.
update {t}schedule as schedule set last_at = step.last_at, last_job_id = step.last_job_id
from ({steps}) step
where schedule.id = step.id;
