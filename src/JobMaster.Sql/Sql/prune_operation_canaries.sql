-- Deletes the trial jobs of operations that ended longer ago than their retention.
delete from {t}operation_canary where operation_id in (select id from {t}operation where ended_at < {kept_since});
