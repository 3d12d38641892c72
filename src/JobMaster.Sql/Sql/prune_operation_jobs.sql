-- Deletes up to a limit of the remaining jobs of operations that ended longer ago than their retention.
delete from {t}operation_job
where operation_id in (select id from {t}operation where ended_at < {kept_since})
  and job_id in (
    select job_id from {t}operation_job
    where operation_id in (select id from {t}operation where ended_at < {kept_since})
    order by operation_id, job_id
    limit @limit);
