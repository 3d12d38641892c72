-- Reads which job each of these keys belongs to.
select key, job_id from {t}job_key where key in (select value ->> 'key' from json_each(@keys));
