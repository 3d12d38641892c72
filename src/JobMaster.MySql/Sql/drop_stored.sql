-- Deletes, of the jobs just inserted, those that are stored as finished or failed already; returns which.
select id from {t}job_history where id {in_ids}
union all
select id from {t}job_failed where id {in_ids};
-- then write
delete gone from {t}job gone force index (job_id) where gone.id in (@picked);
