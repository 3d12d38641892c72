-- Reads the groups of the latest failed jobs that grow and are not muted, the fastest growing first.
select
  counted.fingerprint, counted.failed, counted.jobs, case when counted.first_at >= {kept_since} then 1 else 0 end,
  case when counted.muted_until > {now} then abs(counted.muted_below) else 0 end, job.definition_id, substr(job.error, 1, 1000)
from (
  select fingerprint, failed, jobs, first_at, muted_until, muted_below
  from (
    select
      recent.fingerprint, recent.failed, coalesce(held.jobs, 0) + coalesce(noted.jobs, 0) as jobs,
      case when held.first_at is null or noted.first_at < held.first_at then noted.first_at else held.first_at end as first_at,
      held.muted_until, coalesce(held.muted_below, 0) as muted_below
    from (
      select fingerprint, count(*) as failed
      from (
        select fingerprint from {t}job_failed
        where state = 5 and finalized_at >= {kept_since}
        order by finalized_at desc
        limit @most_jobs) latest
      where fingerprint is not null
      group by fingerprint) recent
    left join {t}failure_group held on held.fingerprint = recent.fingerprint
    left join (
      select fingerprint, cast(sum(jobs) as {bigint}) as jobs, min(first_at) as first_at
      from {t}failure_delta
      group by fingerprint) noted on noted.fingerprint = recent.fingerprint
    where held.fingerprint is not null or noted.fingerprint is not null) grown
  where not (coalesce(muted_until > {now}, false) and jobs < muted_below)
    and (
      failed >= @growth or (@with_new and first_at >= {kept_since})
      or (muted_until > {now} and muted_below <> 0 and jobs >= muted_below))
  order by failed desc, fingerprint
  limit @limit) counted
left join {t}job_failed job on job.id = (
  select last.id from {t}job_failed last where last.fingerprint = counted.fingerprint order by last.id desc limit 1)
order by counted.failed desc, counted.fingerprint;
