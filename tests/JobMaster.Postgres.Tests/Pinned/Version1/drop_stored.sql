-- Deletes, of the jobs just inserted, those that are stored as finished or failed already.
with sent as materialized (select value::uuid as id from json_array_elements_text(@ids) value)
delete from {t}job
where id = any (array(
  select history.id from {t}job_history history
  where history.id = any (array(select id from sent)) and history.finalized_at >= (select min({t}earliest_end(id)) from sent)
  union all
  select failed.id from {t}job_failed failed where failed.id = any (array(select id from sent))))
returning id;
