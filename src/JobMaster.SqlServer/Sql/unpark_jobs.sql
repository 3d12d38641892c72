-- Makes parked jobs of these definitions and lanes wait again: those of an unknown definition (reason 1), and on request those with an
-- unreadable payload (2), which every reader may try again. Skips jobs that are locked.
declare @unparked table (lane nvarchar(100) collate Latin1_General_100_BIN2, priority smallint, due_at datetime2(7));
update job set
  state = case when job.limits is not null then 7 when job.lost_count >= 2 then 3 else 0 end, parked_reason = null,
  unread_by = case when @unreadable_too = 1 then null else job.unread_by end
output inserted.lane, inserted.priority, inserted.due_at into @unparked (lane, priority, due_at)
from {t}job job {free}
where job.state = 1
  and (job.parked_reason = 1 or (job.parked_reason = 2 and @unreadable_too = 1))
  and job.definition_id {in_definitions} and job.lane {in_lanes};
select lane, priority, min(due_at), count(*) from @unparked group by lane, priority;
