-- Holds keys in their order, and waits for transactions that hold one.
{patiently}
select held.[key]
from (select distinct top ({job_limit}) given.sent_hash from ({keys}) given order by given.sent_hash) wanted
inner loop join {t}job_key held {held} on held.key_hash = wanted.sent_hash;
