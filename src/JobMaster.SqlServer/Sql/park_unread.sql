-- Parks as unreadable (reason 2) the waiting jobs that no live session can take: each session that serves their lane has a reader that
-- could not read the payload. A session without a reader takes any job. Jobs that wait at a gate stay there until they pass it. Skips jobs
-- that are locked. Returns jobs with limits.
declare @parked table (id uniqueidentifier, limits nvarchar(max));
update job set state = 1, parked_reason = 2
output inserted.id, inserted.limits into @parked (id, limits)
from {t}job job {free}
where job.unread_by is not null and job.state <> 1 and job.state <> 2 and job.state <> 7 and job.unread_by <> N''
  and not exists (
    select 1 from {t}session session
    where (session.reader is null or charindex(session.reader, job.unread_by) = 0)
      and exists (
        select 1 from (select sent.lane {exact} as lane from openjson(session.lanes) with (lane nvarchar(200) '$') sent) served
        where {serves}));
select id, limits from @parked where limits is not null;
