-- Parks as unreadable (reason 2) the waiting jobs that no live session can take.
-- These are jobs where each session that serves their lane has a reader that could not read the payload. A session without a reader takes
-- any job. Jobs that wait at a gate stay there until they pass it. Returns which, and their limits.
update {t}job as job set state = 1, parked_reason = 2
where job.unread_by is not null and job.state <> 1 and job.state <> 2 and job.state <> 7 and job.unread_by <> ''
  and not exists (
    select 1 from {t}session session
    where (session.reader is null or instr(job.unread_by, session.reader) = 0)
      and exists (select 1 from (select value as lane from json_each(session.lanes)) served where {serves}))
returning id, limits;
