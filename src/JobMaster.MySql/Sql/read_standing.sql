-- Reads what decides whether a live job is claimed now, and how many due jobs come before it, of higher and of the same priority, up to a
-- limit.
select
  state, lane, priority, definition_id, due_at, {now},
  cast({due} as {integer}), cast({readable} as {integer}),
  cast(parked_reason as {integer}), lost_count, session_id, cast(cancel_requested as {integer}),
  (
    select least(count(*), @limit) from {t}job other force index (job_claim)
    where other.state = 0 and other.lane = job.lane and other.priority > job.priority and other.due_at <= {now}),
  (
    select least(count(*), @limit) from {t}job other force index (job_claim)
    where other.state = 0 and other.lane = job.lane and other.priority = job.priority and other.due_at <= job.due_at
      and (other.due_at < job.due_at or other.seq < job.seq)),
  expires_at
from {t}job job
where id = @id;
