-- Frees keys that still belong to these jobs.
delete held
from ({keys}) given
join {t}job_key held on held.key_hash = given.sent_hash and held.job_id = given.sent_id;
