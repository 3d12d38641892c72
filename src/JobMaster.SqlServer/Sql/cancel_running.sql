-- Asks running jobs to stop and skips those that are locked; returns which.
update job set cancel_requested = 1
output inserted.id
from {t}job job {free}
where job.id {in_ids} and job.state = 2;
