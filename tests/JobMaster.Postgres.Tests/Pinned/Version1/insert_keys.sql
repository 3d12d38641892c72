-- Takes the idempotency keys that are free, the first job sent with a key winning; returns the keys taken.
insert into {t}job_key (key, job_id, created_at)
select key, id, coalesce(@now, statement_timestamp())
from json_to_recordset(@keys) as given (key text, id uuid)
on conflict (key) do nothing
returning key, job_id;
