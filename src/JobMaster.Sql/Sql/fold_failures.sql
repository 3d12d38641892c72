-- Adds counts of failures to their groups, in the order of their fingerprints;
-- a group that has reached the size at which its mute ends is no longer muted.
insert into {t}failure_group as held (fingerprint, jobs, first_at, last_at)
select fingerprint, sum(jobs), min(first_at), max(last_at)
from {t}failure_delta
where id {in_ids}
group by fingerprint
order by fingerprint
on conflict (fingerprint) do update set
  jobs = held.jobs + excluded.jobs,
  first_at = case when held.first_at is null or excluded.first_at < held.first_at then excluded.first_at else held.first_at end,
  last_at = case when held.last_at is null or excluded.last_at > held.last_at then excluded.last_at else held.last_at end,
  muted_below = case when held.jobs + excluded.jobs >= held.muted_below then -abs(held.muted_below) else held.muted_below end;
