-- Lets readers without a live session try the waiting jobs of these definitions and lanes again; skips those that are locked.
declare @forgotten table (lane nvarchar(100) collate Latin1_General_100_BIN2, priority smallint, due_at datetime2(7));
update job set unread_by = (
  select string_agg(tried.value, N' ')
  from string_split(job.unread_by, N' ') tried
  where exists (select 1 from {t}session session where session.reader = tried.value {exact}))
output inserted.lane, inserted.priority, inserted.due_at into @forgotten (lane, priority, due_at)
from {t}job job {free}
where job.unread_by is not null and job.state <> 1 and job.state <> 2 and job.unread_by <> N''
  and job.definition_id {in_definitions} and job.lane {in_lanes}
  and exists (
    select 1 from string_split(job.unread_by, N' ') tried
    where not exists (select 1 from {t}session session where session.reader = tried.value {exact}));
select lane, priority, min(due_at), count(*) from @forgotten group by lane, priority;
