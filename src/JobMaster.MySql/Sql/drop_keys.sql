-- Gives back keys that jobs hold.
delete held
from ({keys}) given
straight_join {t}job_key held force index (primary) on held.`key` = given.sent_key
where held.job_id = given.sent_id;
