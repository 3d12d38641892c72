-- Lists groups of failed jobs, the largest first, or one of them, each with its newest job. Sums up only groups with counts that are not
-- folded yet; reads the others in the order of their index.
select
  counted.fingerprint, counted.jobs, counted.first_at, counted.last_at,
  case when counted.muted_until > {now} and counted.jobs < counted.muted_below then counted.muted_until end, abs(counted.muted_below),
  job.id, job.definition_id, job.lane, substr(job.error, 1, 1000)
from (
  select fingerprint, jobs, first_at, last_at, muted_until, muted_below
  from (
    select fingerprint, jobs, first_at, last_at, muted_until, muted_below
    from (
      select fingerprint, jobs, first_at, last_at, muted_until, muted_below
      from {t}failure_group
      where jobs > 0 and (@fingerprint is null or fingerprint = @fingerprint)
        and (@with_muted or not (coalesce(muted_until > {now}, false) and jobs < muted_below))
        and {all_folded}
      order by jobs desc, fingerprint
      limit @limit) folded
    union all
    select
      noted.fingerprint, coalesce(held.jobs, 0) + noted.jobs,
      case when held.first_at is null or noted.first_at < held.first_at then noted.first_at else held.first_at end,
      case when held.last_at is null or noted.last_at > held.last_at then noted.last_at else held.last_at end,
      held.muted_until, coalesce(held.muted_below, 0)
    from (
      select fingerprint, cast(sum(jobs) as {bigint}) as jobs, min(first_at) as first_at, max(last_at) as last_at
      from {t}failure_delta
      where @fingerprint is null or fingerprint = @fingerprint
      group by fingerprint) noted
    left join {t}failure_group held on held.fingerprint = noted.fingerprint) found
  where jobs > 0 and (@with_muted or not (coalesce(muted_until > {now}, false) and jobs < muted_below))
  order by jobs desc, fingerprint
  limit @limit) counted
left join {t}job_failed job on job.id = (
  select latest.id from {t}job_failed latest where latest.fingerprint = counted.fingerprint order by latest.id desc limit 1)
order by counted.jobs desc, counted.fingerprint;
