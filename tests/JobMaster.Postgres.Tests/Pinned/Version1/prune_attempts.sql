-- Deletes the attempts of jobs that are being removed.
delete from {t}job_attempt where job_id = any (array(select value::uuid from json_array_elements_text(@ids) value));
