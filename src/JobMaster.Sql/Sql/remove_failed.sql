-- Deletes failed jobs that the same transaction has copied elsewhere.
delete from {t}job_failed where id {in_ids};
