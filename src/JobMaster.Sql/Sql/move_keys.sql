-- Gives keys to other jobs, unless a key has changed hands since its turn was read; returns the keys moved.
update {t}job_key as held set job_id = sent_id, turn = held.turn + 1, created_at = {now}, expires_at = {kept_until}
from ({keys}) given
where held.key {in_keys} and held.key = sent_key and held.turn = sent_turn
returning key, job_id;
