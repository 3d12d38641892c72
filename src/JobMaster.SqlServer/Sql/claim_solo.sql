-- Claims for a live session the first due job that must run alone, in the order of the queues, then by due time and insertion.
-- Reads one queue after the other, so that it locks only the job it takes.
declare @taken table (seq bigint not null);
declare @turn int = 0, @lane nvarchar(100), @priority smallint;
while 1 = 1
begin
  select @lane = null, @priority = null;
  select @lane = queue.lane, @priority = queue.priority from ({given_queues}) queue where queue.turn = @turn;
  if @lane is null break;
  with picked as (
    select top (1) job.*
    from {t}job job with (readpast, updlock, rowlock, readcommittedlock, index({n}job_solo))
    where job.state = 3 and job.lane = @lane and job.priority = @priority and job.due_at <= {now}
      and job.definition_id {not_excluded}
      and {readable}
      and exists (select 1 from {t}session session where session.id = @session)
    order by job.due_at, job.seq)
  update picked set {claimed_values}
  output inserted.seq into @taken (seq);
  if @@rowcount = 1 break;
  set @turn = @turn + 1;
end;
select
  {claimed_row}
from {t}job
where seq in (select seq from @taken);
