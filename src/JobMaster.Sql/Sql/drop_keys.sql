-- Frees keys that still belong to these jobs.
delete from {t}job_key where key {in_keys} and (key, job_id) in (select sent_key, sent_id from ({keys}) given);
