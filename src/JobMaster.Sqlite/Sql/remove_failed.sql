-- Deletes failed jobs that the same transaction has made live again.
delete from {t}job_failed where id {in_ids};
