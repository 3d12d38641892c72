-- Notes failed jobs, about to be replayed by an operation, as those it is tried with.
insert into {t}operation_canary (operation_id, job_id, fingerprint)
select @operation_id, id, fingerprint from {t}job_failed where id {in_ids};
