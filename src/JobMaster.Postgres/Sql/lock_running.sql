-- Locks running jobs in the order of their ids, waiting for whoever holds one; returns of each whether it was asked to stop.
-- Looks jobs up by id, not through the index of running jobs, as finish_jobs.sql does.
select cancel_requested::integer from {t}job
where id = any (array(select value::uuid from json_array_elements_text(@ids) value)) and state + 0 = 2
order by id
for update;
