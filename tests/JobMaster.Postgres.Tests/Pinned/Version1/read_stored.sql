-- Reads when jobs were created and are due, wherever they are.
with sent as materialized (select value::uuid as id from json_array_elements_text(@ids) value)
select id, created_at, due_at from {t}job where id = any (array(select id from sent))
union all
select id, created_at, due_at from {t}job_failed where id = any (array(select id from sent))
union all
select id, created_at, due_at from {t}job_history
where id = any (array(select id from sent)) and finalized_at >= (select min({t}earliest_end(id)) from sent);
