-- Counts failed jobs in the groups of their fingerprints: those just added (sign 1), or those about to be removed (sign -1).
insert into {t}failure_delta (id, fingerprint, jobs, first_at, last_at)
select {new_id}, fingerprint, @sign * count(*), min(case when @sign > 0 then finalized_at end),
    max(case when @sign > 0 then finalized_at end)
from {t}job_failed
where id {in_ids} and fingerprint is not null
group by fingerprint;
