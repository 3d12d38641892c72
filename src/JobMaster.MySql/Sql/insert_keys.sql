-- Takes the keys that are free; the first job sent with a key gets it. An impatient call waits one second for a held key. Returns the keys
-- taken. An impatient call does not touch keys that it sees, so that calls that want the same key do not wait for each other.
set session innodb_lock_wait_timeout = case when @patience is null then @@session.innodb_lock_wait_timeout else 1 end;
insert into {t}job_key (`key`, job_id, created_at, expires_at, entry)
select given.sent_key, given.sent_id, {now}, {kept_until}, @token
from ({keys}) given
where @patience is null or not exists (select 1 from {t}job_key held where held.`key` = given.sent_key)
on duplicate key update {t}job_key.turn = {t}job_key.turn;
select held.`key`, held.job_id
from ({keys}) given
straight_join {t}job_key held force index (primary) on held.`key` = given.sent_key and held.job_id = given.sent_id
where held.entry = @token;
