-- Deletes failed jobs that this transaction holds.
delete from {t}job_failed where id {in_ids};
