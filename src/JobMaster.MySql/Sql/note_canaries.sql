-- Notes the jobs that an operation has just replayed first, as a trial, with their claim numbers, which a replay keeps.
insert into {t}operation_canary (operation_id, job_id, claim_no)
select @operation_id, entered.id, entered.claim_no
from {t}job entered force index (job_id)
where entered.id {in_ids}
on duplicate key update {t}operation_canary.job_id = {t}operation_canary.job_id;
