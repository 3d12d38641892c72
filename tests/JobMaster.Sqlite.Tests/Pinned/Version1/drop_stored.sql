-- Deletes, of the jobs just inserted, those that are stored as finished or failed already.
delete from {t}job
where id in (
  select unhex(sent.value) from json_each($ids) sent
  where exists (select 1 from {t}job_history where id = unhex(sent.value))
     or exists (select 1 from {t}job_failed where id = unhex(sent.value)))
returning id;
