-- Fails at once if another transaction holds one of the keys, or is about to take it.
select held.`key`
from ({keys}) given
straight_join {t}job_key held force index (primary) on held.`key` = given.sent_key
/*M!100306 lock in share mode nowait */ /*!80001 for share nowait */;
