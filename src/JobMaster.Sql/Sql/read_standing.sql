-- Reads which conditions of claim_jobs and claim_solo a live job meets for a reader, each separately, and how many jobs of its lane come
-- before it.
select
  state, lane, priority, definition_id, due_at, {now},
  cast({due} as {integer}), cast({readable} as {integer}),
  cast(parked_reason as {integer}), lost_count, session_id, cast(cancel_requested as {integer}),
  (
    select cast(coalesce(sum(higher.jobs), 0) as {bigint}) from (
      select (
        select count(*) from (
          select 1 from {t}job other
          where other.state = 0 and other.lane = job.lane and other.priority = urgency.priority and other.due_at <= {now}
          limit @limit) few) as jobs
      from (select 2 as priority union all select 3 union all select 4 union all select 5) urgency
      where urgency.priority > job.priority) higher),
  (
    select count(*) from (
      select 1 from {t}job other
      where other.state = 0 and other.lane = job.lane and other.priority = job.priority
          and (other.due_at, other.seq) < (job.due_at, job.seq)
      limit @limit) earlier),
  expires_at
from {t}job job
where id = @id;
