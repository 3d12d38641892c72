-- Parks as unreadable (reason 2) the waiting jobs that no live session can take: each session that serves their lane has a reader that
-- could not read the payload. A session without a reader takes any job. Jobs that wait at a gate stay there until they pass it. Skips jobs
-- that are locked. Returns jobs with limits.
select job.seq
from {t}job job
where job.unread_by is not null and job.state <> 1 and job.state <> 2 and job.state <> 7 and job.unread_by <> ''
  and not exists (
    select 1 from {t}session session
    where (session.reader is null or instr(job.unread_by, session.reader) = 0)
      and exists (
        select 1 from json_table(session.lanes, '$[*]' columns (lane varchar(200) {exact} path '$')) served
        where {serves}))
for update skip locked;
-- then read
update {t}job set state = 1, parked_reason = 2 where seq in (@picked);
select id, limits from {t}job where seq in (@picked) and limits is not null;
