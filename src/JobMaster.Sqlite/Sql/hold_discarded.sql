-- Holds discarded jobs in the order of their ids, and waits for transactions that hold one; returns which.
select id from {t}job_history where id {in_ids} {since_ids} and +state = 6 and last_result is not null order by id {for_update};
