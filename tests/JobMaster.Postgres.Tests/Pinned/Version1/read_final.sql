-- Returns which of these jobs are final.
with sent as materialized (select value::uuid as id from json_array_elements_text(@ids) value)
select id from {t}job_history
where id = any (array(select id from sent)) and finalized_at >= (select min({t}earliest_end(id)) from sent)
union all
select id from {t}job_failed where id = any (array(select id from sent));
