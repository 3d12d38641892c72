-- Deletes failed jobs that the same transaction has made live again.
delete from {t}job_failed where id in (select unhex(value) from json_each($ids));
