-- Finds the trial jobs of an operation that have not ended (0), that have failed again (1) and that were cancelled (2).
select canary.job_id, 0
from {t}operation_canary canary
join {t}job job on job.id = canary.job_id
where canary.operation_id = @operation_id
union all
select canary.job_id, 1
from {t}operation_canary canary
join {t}job_failed failed on failed.id = canary.job_id and failed.claim_no > canary.claim_no
where canary.operation_id = @operation_id
union all
select canary.job_id, 2
from {t}operation_canary canary
join {t}job_history ended on ended.id = canary.job_id and {was_cancelled}
where canary.operation_id = @operation_id;
