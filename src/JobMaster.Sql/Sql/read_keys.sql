-- Reads who holds each of these keys: the job, its state, definition and tenant if it is live, and how long it holds a unique key.
-- Also reads the turn of the key, and whether its time is over. Uses sub-selects, so that the planner looks each job up by the index
-- whatever the statistics say.
select
  held.key, held.job_id, held.turn, cast(coalesce(held.expires_at <= {now}, false) as {integer}),
  (select cast(job.state as {integer}) from {t}job job where job.id = held.job_id),
  (select job.definition_id from {t}job job where job.id = held.job_id),
  (select cast(rule.hold as {integer}) from {t}job_unique rule where rule.job_id = held.job_id),
  (select job.tenant from {t}job job where job.id = held.job_id)
from {t}job_key held
where held.key {in_keys};
