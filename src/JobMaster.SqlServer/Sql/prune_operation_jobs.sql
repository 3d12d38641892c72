-- Deletes up to a limit of the remaining jobs of operations that ended longer ago than their retention.
delete top (@limit) from {t}operation_job
where operation_id in (select id from {t}operation where ended_at < {kept_since});
