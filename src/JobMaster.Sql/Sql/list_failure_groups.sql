-- Lists groups of failed jobs, the largest first, or one of them, with the job of each that was created last.
select
  counted.fingerprint, counted.jobs, counted.first_at, counted.last_at,
  case when counted.muted_until > {now} and counted.jobs < counted.muted_below then counted.muted_until end, counted.muted_below,
  job.id, job.definition_id, job.lane, substr(job.error, 1, 1000)
from (
  select
    fingerprint, cast(sum(jobs) as bigint) as jobs, min(first_at) as first_at, max(last_at) as last_at, max(muted_until) as muted_until,
    max(muted_below) as muted_below
  from (
    select fingerprint, jobs, first_at, last_at, muted_until, muted_below from {t}failure_group
    where @fingerprint is null or fingerprint = @fingerprint
    union all
    select fingerprint, jobs, first_at, last_at, {no_time}, 0 from {t}failure_delta
    where @fingerprint is null or fingerprint = @fingerprint) noted
  group by fingerprint
  having sum(jobs) > 0
    and (@with_muted or not (coalesce(max(muted_until) > {now}, false) and sum(jobs) < max(muted_below)))
  order by sum(jobs) desc, fingerprint
  limit @limit) counted
left join {t}job_failed job on job.id = (
  select latest.id from {t}job_failed latest where latest.fingerprint = counted.fingerprint order by latest.id desc limit 1)
order by counted.jobs desc, counted.fingerprint;
