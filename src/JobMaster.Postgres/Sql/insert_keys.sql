-- Takes the idempotency keys that are free, the first job sent with a key winning, waiting for a held one no longer than given; returns the keys taken.
insert into {t}job_key (key, job_id, created_at)
select key, id, {now}
from (select case when @patience is not null then set_config('lock_timeout', @patience, true) end) patience
cross join json_to_recordset(@keys) as given (key text, id uuid)
on conflict (key) do nothing
returning key, job_id;
