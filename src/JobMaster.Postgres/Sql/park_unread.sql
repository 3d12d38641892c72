-- Parks as unreadable (reason 2) the waiting jobs that no live session can take: each session that serves their lane has a reader that
-- could not read the payload. A session without a reader takes any job. Jobs that wait at a gate stay there until they pass it. Skips jobs
-- that are locked. Returns jobs with limits.
with parked as (
  update {t}job set state = 1, parked_reason = 2
  where id = any (array(
    select job.id from {t}job job
    where job.unread_by is not null and job.state <> 1 and job.state <> 2 and job.state <> 7 and job.unread_by <> ''
      and not exists (
        select 1 from {t}session session
        where (session.reader is null or strpos(job.unread_by, session.reader) = 0)
          and exists (select 1 from json_array_elements_text(session.lanes::json) served (lane) where {serves}))
    for update skip locked))
  returning id, limits)
select id, limits from parked where limits is not null;
