-- Moves keys that still have the turn they were read with to other jobs; returns the keys moved.
update ({keys}) given
straight_join {t}job_key held force index (primary) on held.`key` = given.sent_key and held.turn = given.sent_turn
set held.job_id = given.sent_id, held.turn = held.turn + 1, held.created_at = {now}, held.expires_at = {kept_until}, held.entry = @token;
select held.`key`, held.job_id
from ({keys}) given
straight_join {t}job_key held force index (primary) on held.`key` = given.sent_key and held.job_id = given.sent_id
where held.entry = @token;
