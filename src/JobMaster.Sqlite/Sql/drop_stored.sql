-- Deletes, of the jobs just inserted, those that are stored as finished or failed already.
delete from {t}job
where id in (
  select id from {t}job_history where id {in_ids}
  union all
  select id from {t}job_failed where id {in_ids})
returning id;
