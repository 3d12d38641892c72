-- Reads the log lines of a job, oldest first.
select claim_no, logged_at, level, text from {t}job_log where job_id = @id order by seq;
