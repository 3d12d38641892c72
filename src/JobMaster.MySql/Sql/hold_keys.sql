-- Holds keys in their order, and waits for transactions that hold one.
select held.`key`
from (select given.sent_key from ({keys}) given order by given.sent_key limit 100000) wanted
straight_join {t}job_key held force index (primary) on held.`key` = wanted.sent_key
{for_update};
