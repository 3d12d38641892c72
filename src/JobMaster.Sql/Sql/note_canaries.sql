-- Notes the failed jobs that an operation replays first, as a trial.
insert into {t}operation_canary (operation_id, job_id, claim_no)
select @operation_id, id, claim_no from {t}job_failed where id {in_ids}
on conflict do nothing;
