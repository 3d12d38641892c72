-- Reads the groups of failed jobs that grow and are not muted, the fastest growing first, of the latest failed jobs.
select
  recent.fingerprint, recent.failed, counted.jobs, case when counted.first_at >= {kept_since} then 1 else 0 end, counted.muted_below,
  job.definition_id, substr(job.error, 1, 1000)
from (
  select fingerprint, count(*) as failed
  from (
    select fingerprint from {t}job_failed
    where state = 5 and finalized_at >= {kept_since}
    order by finalized_at desc
    limit @most_jobs) latest
  where fingerprint is not null
  group by fingerprint) recent
join (
  select
    fingerprint, cast(sum(jobs) as bigint) as jobs, min(first_at) as first_at, max(muted_until) as muted_until,
    max(muted_below) as muted_below
  from (
    select fingerprint, jobs, first_at, muted_until, muted_below from {t}failure_group
    union all
    select fingerprint, jobs, first_at, {no_time}, 0 from {t}failure_delta) noted
  group by fingerprint) counted on counted.fingerprint = recent.fingerprint
left join {t}job_failed job on job.id = (
  select last.id from {t}job_failed last where last.fingerprint = recent.fingerprint order by last.id desc limit 1)
where not (coalesce(counted.muted_until > {now}, false) and counted.jobs < counted.muted_below)
  and (
    recent.failed >= @growth or (@with_new and counted.first_at >= {kept_since})
    or (counted.muted_below > 0 and counted.jobs >= counted.muted_below))
order by recent.failed desc, recent.fingerprint
limit @limit;
