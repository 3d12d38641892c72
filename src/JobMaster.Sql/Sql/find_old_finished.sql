-- Finds finished jobs whose retention is over, the oldest first.
select id from (
  select * from (
    select id, finalized_at from {t}job_history
    where state = 4 and finalized_at < {kept_since}
    order by finalized_at limit @limit) succeeded
  union all
  select * from (
    select id, finalized_at from {t}job_history
    where state = 6 and finalized_at < {kept_since}
    order by finalized_at limit @limit) cancelled) old
order by finalized_at
limit @limit;
