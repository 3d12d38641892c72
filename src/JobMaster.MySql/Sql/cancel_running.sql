-- Asks running jobs to stop and skips those that are locked; returns which.
select id from {t}job force index (job_id)
where id {in_ids} and state = 2
for update skip locked;
-- then write
update {t}job force index (job_id) set cancel_requested = 1 where id in (@picked);
