-- Takes the idempotency keys that are free, the first job sent with a key winning; returns the keys taken.
insert into {t}job_key (key, job_id, created_at)
select value ->> 'key', unhex(value ->> 'id'), {now}
from json_each(@keys)
where true
on conflict (key) do nothing
returning key, job_id;
