-- Gives back keys, each only if it belongs to the job named with it.
delete from {t}job_key job_key
using json_to_recordset(@keys) as given (key text, id uuid)
where job_key.key = given.key and job_key.job_id = given.id;
