-- Takes the keys that are free; the first job sent with a key gets it. Waits at most the given time for a held key. Returns the keys taken.
{patience}
insert into {t}job_key ([key], job_id, created_at, expires_at, entry)
select given.sent_key, given.sent_id, {now}, {kept_until}, @token
from ({keys}) given
order by given.sent_hash;
select held.[key], held.job_id
from ({keys}) given
join {t}job_key held on held.key_hash = given.sent_hash and held.job_id = given.sent_id
where held.entry = @token;
