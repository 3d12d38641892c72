-- Locks failed jobs in the order of their ids, waiting for whoever holds one; returns which.
select id from {t}job_failed where id = any (array(select value::uuid from json_array_elements_text(@ids) value)) order by id for update;
