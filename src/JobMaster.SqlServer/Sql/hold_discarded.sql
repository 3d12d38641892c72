-- Holds discarded jobs in the order of their ids, and waits for transactions that hold one; returns which.
{patiently}
select id
from (select top ({job_limit}) given.id as wanted_id from ({given_ids}) given order by given.id) wanted
inner loop join {t}job_history {held} on id = wanted_id
where state = 6 and last_result is not null
order by id;
