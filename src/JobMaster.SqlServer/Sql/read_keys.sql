-- Reads who holds each of these keys: the job, its state, definition and tenant if it is live, and how long it holds a unique key.
-- Also reads the turn of the key, and whether its time is over.
select
  held.[key], held.job_id, held.turn, case when held.expires_at <= {now} then 1 else 0 end,
  (select cast(job.state as {integer}) from {t}job job where job.id = held.job_id),
  (select job.definition_id from {t}job job where job.id = held.job_id),
  (select cast(given.hold as {integer}) from {t}job_unique given where given.job_id = held.job_id),
  (select job.tenant from {t}job job where job.id = held.job_id)
from {t}job_key held
where held.key_hash in (select wanted.sent_hash from ({keys}) wanted);
