-- Reads log lines of a job after a given one, oldest first.
select claim_no, logged_at, level, text, seq from {t}job_log where job_id = @id and seq > @after order by seq limit @limit;
