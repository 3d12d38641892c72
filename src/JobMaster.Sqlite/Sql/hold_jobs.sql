-- Holds live jobs in the order of their ids, and waits for transactions that hold one. Returns id, claim number, state, whether it was
-- asked to stop.
select id, claim_no, state, cast(cancel_requested as integer) from {t}job
where id {in_ids}
order by id
{for_update};
