-- Forgets the jobs that operations were tried with which ended longer ago than their retention.
delete from {t}operation_canary where operation_id in (select id from {t}operation where ended_at < {kept_since});
