-- Moves live jobs to history or the failed jobs: those that run, or those that do not, if their claim number is still the sent one. Locks
-- them in the order of their ids.
select job.id, job.claim_no, job.limits
from (select claims.* from ({left_claims}) claims order by claims.left_id limit 100000) leaving
straight_join {t}job job force index (job_id) on job.id = leaving.left_id and job.claim_no = leaving.left_claim
    and (job.state = 2) = @running
where leaving.if_asked = 0 or job.cancel_requested = 1
for update;
-- then write
insert into {final} ({final_columns})
select {final_values}
from ({leaving}) leaving
straight_join {t}job job force index (job_id) on job.id = leaving.left_id and job.claim_no = leaving.left_claim
where job.id in (@picked);
delete gone from {t}job gone force index (job_id) where gone.id in (@picked);
