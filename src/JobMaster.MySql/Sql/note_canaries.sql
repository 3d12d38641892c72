-- Notes the first jobs of a replay, which are a trial, and the claim number of each.
insert into {t}operation_canary (operation_id, job_id, claim_no)
select @operation_id, failed.id, failed.claim_no
from {t}job_failed failed
where failed.id {in_ids}
on duplicate key update {t}operation_canary.job_id = {t}operation_canary.job_id;
