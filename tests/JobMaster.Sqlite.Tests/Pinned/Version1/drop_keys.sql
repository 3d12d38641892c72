-- Gives back keys, each only if it belongs to the job named with it.
delete from {t}job_key
where (key, job_id) in (select value ->> 'key', unhex(value ->> 'id') from json_each($keys));
