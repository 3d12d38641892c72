-- Adds changes to the groups of failed jobs. The counts are added last, because the mute depends on the previous ones.
insert into {t}failure_group (fingerprint, jobs, first_at, last_at)
select given.fingerprint, given.jobs, given.first_at, given.last_at
from (
  select fingerprint, cast(sum(jobs) as {bigint}) as jobs, min(first_at) as first_at, max(last_at) as last_at
  from {t}failure_delta
  where id {in_ids}
  group by fingerprint) given
order by given.fingerprint
on duplicate key update
  muted_below = case
    when {t}failure_group.jobs + values(jobs) >= {t}failure_group.muted_below then -abs({t}failure_group.muted_below)
    else {t}failure_group.muted_below end,
  first_at = coalesce(least({t}failure_group.first_at, values(first_at)), {t}failure_group.first_at, values(first_at)),
  last_at = coalesce(greatest({t}failure_group.last_at, values(last_at)), {t}failure_group.last_at, values(last_at)),
  jobs = {t}failure_group.jobs + values(jobs);
