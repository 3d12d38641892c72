-- Reads the groups of the latest failed jobs that grow and are not muted, the fastest growing first.
select top (@limit)
  counted.fingerprint, counted.failed, counted.jobs, case when counted.first_at >= {kept_since} then 1 else 0 end,
  case when counted.muted_until > {now} then abs(counted.muted_below) else cast(0 as bigint) end,
  job.definition_id, substring(job.error, 1, 1000)
from (
  select
    recent.fingerprint, recent.failed, coalesce(held.jobs, 0) + coalesce(noted.jobs, 0) as jobs,
    case when held.first_at is null or noted.first_at < held.first_at then noted.first_at else held.first_at end as first_at,
    held.muted_until, coalesce(held.muted_below, 0) as muted_below
  from (
    select latest.fingerprint, count(*) as failed
    from (
      select top (@most_jobs) fingerprint from {t}job_failed
      where state = 5 and finalized_at >= {kept_since}
      order by finalized_at desc) latest
    where latest.fingerprint is not null
    group by latest.fingerprint) recent
  left join {t}failure_group held on held.fingerprint = recent.fingerprint
  left join (
    select fingerprint, sum(jobs) as jobs, min(first_at) as first_at
    from {t}failure_delta
    group by fingerprint) noted on noted.fingerprint = recent.fingerprint
  where held.fingerprint is not null or noted.fingerprint is not null) counted
outer apply (
  select top (1) latest.definition_id, latest.error
  from {t}job_failed latest where latest.fingerprint = counted.fingerprint order by latest.id desc) job
where (counted.muted_until is null or counted.muted_until <= {now} or counted.jobs >= counted.muted_below)
  and (
    counted.failed >= @growth or (@with_new = 1 and counted.first_at >= {kept_since})
    or (counted.muted_until > {now} and counted.muted_below <> 0 and counted.jobs >= counted.muted_below))
order by counted.failed desc, counted.fingerprint;
