-- Reads the holders of keys like read_keys.sql, but their current state, however long ago the transaction began to read.
select
  held.`key`, held.job_id, held.turn, cast(coalesce(held.expires_at <= {now}, false) as {integer}),
  (select cast(job.state as {integer}) from {t}job job where job.id = held.job_id),
  (select job.definition_id from {t}job job where job.id = held.job_id),
  (select cast(rule.hold as {integer}) from {t}job_unique rule where rule.job_id = held.job_id),
  (select job.tenant from {t}job job where job.id = held.job_id)
from (select distinct given.sent_key from ({keys}) given) wanted
straight_join {t}job_key held force index (primary) on held.`key` = wanted.sent_key
lock in share mode;
