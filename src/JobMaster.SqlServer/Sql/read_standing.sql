-- Reads which conditions of claim_jobs and claim_solo a live job meets for a reader, each separately, and how many jobs of its lane come
-- before it.
select
  state, lane, priority, definition_id, due_at, {now},
  case when {due} then 1 else 0 end, case when {readable} then 1 else 0 end,
  cast(parked_reason as {integer}), lost_count, session_id, cast(cancel_requested as {integer}),
  (
    select coalesce(sum(higher.jobs), 0)
    from (values (2), (3), (4), (5)) urgency (priority)
    cross apply (
      select count(*) as jobs from (
        select top (@limit) 1 as found from {t}job other
        where other.state = 0 and other.lane = job.lane and other.priority = urgency.priority and other.due_at <= {now}) few) higher
    where urgency.priority > job.priority),
  (
    select count(*) from (
      select top (@limit) 1 as found from {t}job other
      where other.state = 0 and other.lane = job.lane and other.priority = job.priority
        and other.due_at <= job.due_at and (other.due_at < job.due_at or other.seq < job.seq)) earlier),
  expires_at
from {t}job job
where id = @id;
