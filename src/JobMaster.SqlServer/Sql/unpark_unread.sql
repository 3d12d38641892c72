-- Makes jobs of these definitions and lanes wait again if another reader, but not this one, could not read their payload (reason 2). Skips
-- those that are locked.
declare @unparked table (lane nvarchar(100) collate Latin1_General_100_BIN2, priority smallint, due_at datetime2(7));
update job set
  state = case when job.limits is not null then 7 when job.lost_count >= 2 then 3 else 0 end, parked_reason = null
output inserted.lane, inserted.priority, inserted.due_at into @unparked (lane, priority, due_at)
from {t}job job {free}
where job.state = 1 and job.parked_reason = 2
  and (job.unread_by is null or charindex(@reader, job.unread_by) = 0)
  and job.definition_id {in_definitions} and job.lane {in_lanes};
select lane, priority, min(due_at), count(*) from @unparked group by lane, priority;
