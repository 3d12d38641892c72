-- Deletes failed jobs; returns their ids and keys.
delete from {t}job_failed where id {in_ids}
returning id, idempotency_key;
