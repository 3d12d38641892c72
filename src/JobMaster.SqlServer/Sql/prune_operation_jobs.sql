-- Forgets up to a limit of the jobs that were left of operations that ended longer ago than their retention.
delete top (@limit) from {t}operation_job
where operation_id in (select id from {t}operation where ended_at < {kept_since});
