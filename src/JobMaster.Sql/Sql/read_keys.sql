-- Reads who holds each of these keys: the job, its state and definition if it is live, and how long it holds a unique key.
-- With the key's turn, and whether the time is over for which it is kept.
select
  held.key, held.job_id, held.turn, cast(coalesce(held.expires_at <= {now}, false) as integer),
  cast(job.state as integer), job.definition_id, cast(rule.hold as integer)
from {t}job_key held
left join {t}job job on job.id = held.job_id
left join {t}job_unique rule on rule.job_id = held.job_id
where held.key {in_keys};
