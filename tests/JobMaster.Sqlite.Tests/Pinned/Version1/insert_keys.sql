-- Takes the idempotency keys that are free, the first job sent with a key winning; returns the keys taken.
insert into {t}job_key (key, job_id, created_at)
select value ->> 'key', unhex(value ->> 'id'), coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000)
from json_each($keys)
where true
on conflict (key) do nothing
returning key, job_id;
