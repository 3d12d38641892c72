-- Takes the keys that are free; the first job sent with a key gets it. Returns the keys taken.
insert into {t}job_key (key, job_id, created_at, expires_at)
select sent_key, sent_id, {now}, {kept_until}
from ({keys}) given
where true
on conflict (key) do nothing
returning key, job_id;
