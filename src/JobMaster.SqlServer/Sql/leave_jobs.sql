-- Moves live jobs to history or the failed jobs: those that run, or those that do not, if their claim number is still the sent one. Locks
-- them in the order of their ids.
{patience}
declare @gone table (id binary(16) not null primary key, claim_no int not null, limits nvarchar(1607) collate Latin1_General_100_BIN2);
insert into @gone (id, claim_no, limits)
select job.id, job.claim_no, job.limits
from ({leaving}) leaving
inner loop join {t}job job {held} on job.id = leaving.left_id and job.claim_no = leaving.left_claim
where case when job.state = 2 then 1 else 0 end = @running and (leaving.if_asked = 0 or job.cancel_requested = 1);
insert into {final} ({final_columns})
select {final_values}
from ({leaving}) leaving
join {t}job job on job.id = leaving.left_id
where job.id in (select id from @gone);
delete from {t}job where id in (select id from @gone);
select id, claim_no, limits from @gone;
