-- Finds the jobs an operation is tried with that have not ended (0), and those that have failed again of the same cause (1).
select canary.job_id, 0
from {t}operation_canary canary
join {t}job job on job.id = canary.job_id
where canary.operation_id = @operation_id
union all
select canary.job_id, 1
from {t}operation_canary canary
join {t}job_failed failed on failed.id = canary.job_id and failed.fingerprint = canary.fingerprint and failed.finalized_at > @since
where canary.operation_id = @operation_id;
