-- Claims for a live session up to a limit of the jobs of one queue that are due, or will be within a while, by due time, then insertion;
-- skips those that are locked. Returns them in no order.
declare @taken table (seq bigint not null);
with picked as (
  select top (@limit) job.*
  from {t}job job with (readpast, updlock, rowlock, readcommittedlock, index({n}job_claim))
  where job.state = 0 and job.lane = @lane and job.priority = cast(@priority as smallint) and {due}
    and job.lost_count < @lost_below
    and job.definition_id {not_excluded}
    and {readable}
    and exists (select 1 from {t}session session where session.id = @session)
  order by job.due_at, job.seq)
update picked set {claimed_values}
output inserted.seq into @taken (seq);
select
  {claimed_row}
from {t}job
where seq in (select seq from @taken);
