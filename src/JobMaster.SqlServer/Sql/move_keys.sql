-- Gives keys to other jobs, unless a key has changed hands since its turn was read; returns the keys moved.
{patiently}
update held set job_id = given.sent_id, turn = held.turn + 1, created_at = {now}, expires_at = {kept_until}
output inserted.[key], inserted.job_id
from (select top ({job_limit}) * from ({keys}) wanted order by wanted.sent_hash) given
inner loop join {t}job_key held {held} on held.key_hash = given.sent_hash and held.turn = given.sent_turn;
