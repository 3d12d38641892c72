-- Finds finished jobs whose retention is over, the oldest first; skips those that are locked.
select history.id
from (
  select id, finalized_at
  from (
    (
      select id, finalized_at from {t}job_history force index (job_history_state)
      where state = 4 and finalized_at < {kept_since}
      order by finalized_at limit @limit)
    union all
    (
      select id, finalized_at from {t}job_history force index (job_history_state)
      where state = 6 and finalized_at < {kept_since}
      order by finalized_at limit @limit)) either
  order by finalized_at
  limit @limit) old
straight_join {t}job_history history force index (primary) on history.id = old.id
for update skip locked;
