-- Holds live jobs that an operator changes, in the order of their ids. Waits for transactions that hold one. Returns what an operator may
-- change.
{patiently}
select {changing_row}
from (select top ({job_limit}) given.id as wanted_id from ({given_ids}) given order by given.id) wanted
inner loop join {t}job {held} on id = wanted_id
order by id;
