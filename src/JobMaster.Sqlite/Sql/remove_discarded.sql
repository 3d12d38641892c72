-- Deletes discarded jobs that the same transaction has copied to the failed ones.
delete from {t}job_history where id {in_ids} {since_ids} and +state = 6 and last_result is not null;
