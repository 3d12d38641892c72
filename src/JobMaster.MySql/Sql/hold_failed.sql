-- Holds failed jobs in the order of their ids, and waits for transactions that hold one; returns which.
select id from {t}job_failed force index (primary) where id {in_ids} order by id {for_update};
