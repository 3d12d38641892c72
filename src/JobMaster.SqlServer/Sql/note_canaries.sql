-- Notes the jobs that an operation has just replayed first, as a trial, with their claim numbers, which a replay keeps.
insert into {t}operation_canary (operation_id, job_id, claim_no)
select @operation_id, id, claim_no from {t}job where id {in_ids};
