-- Reads which job each of these keys belongs to.
select key, job_id from {t}job_key where key = any (array(select value ->> 'key' from json_array_elements(@keys) value));
