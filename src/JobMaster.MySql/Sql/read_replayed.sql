-- Reads the message data of failed jobs that this transaction holds.
select id, definition_id, payload from {t}job_failed force index (primary) where id {in_ids};
