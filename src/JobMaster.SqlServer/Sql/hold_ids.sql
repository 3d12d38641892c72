-- Stores parked placeholders (reason 3) that hold the ids of delivered jobs that must not run, unless the jobs are live or failed. Returns
-- which. The id of a failed job is not held, because a replay takes the failed job first and then the id.
insert into {t}job (
  id, definition_id, lane, priority, state, parked_reason, created_at, scheduled_at, due_at, timeout, max_retries, trigger_source)
output inserted.id
select sent.sent_id, @unseen, @unseen, 3, 1, 3, {now}, {now}, {now}, 1, 0, 1
from ({delivered}) sent
where (sent.quarantine is not null or sent.due_at < {before_window})
  and not exists (select 1 from {t}job_failed failed where failed.id = sent.sent_id)
  and not exists (select 1 from {t}job stored where stored.id = sent.sent_id)
order by sent.sent_id;
