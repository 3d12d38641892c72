-- Takes the keys that are free; the first job sent with a key gets it. Waits at most the given time for a held key. Returns the keys taken.
insert into {t}job_key (key, job_id, created_at, expires_at)
select sent_key, sent_id, {now}, {kept_until}
from (select case when @patience is not null then set_config('lock_timeout', @patience, true) end) patience
cross join ({keys}) given
on conflict (key) do nothing
returning key, job_id;
