-- Deletes finished jobs that this transaction holds.
delete from {t}job_history where id {in_ids};
