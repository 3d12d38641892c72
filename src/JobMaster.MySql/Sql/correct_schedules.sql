-- Corrects the stored last occurrence of schedules that this transaction moved on.
update ({steps}) step
straight_join {t}schedule schedule force index (primary) on schedule.id = step.id
set schedule.last_at = step.last_at, schedule.last_job_id = step.last_job_id;
