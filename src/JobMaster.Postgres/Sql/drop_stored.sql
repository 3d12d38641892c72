-- Deletes, of the jobs just inserted, those that are stored as finished or failed already.
delete from {t}job
where id = any (array(
  select id from {t}job_history where id {in_ids} {since_ids}
  union all
  select id from {t}job_failed where id {in_ids}))
returning id;
