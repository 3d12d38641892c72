-- Adds delivered jobs to the failed jobs if they carry a reason not to run, or were pushed before a window, and are not stored yet. Returns
-- which.
insert into {t}job_failed (
  id, claim_no, created_at, scheduled_at, due_at, {given_columns}, state, finalized_at, failures, lost_count, error, last_result,
      fingerprint)
output inserted.id
select
  sent.sent_id, 0, sent.due_at, sent.due_at, sent.due_at, {given_columns}, 5, {now}, 0, 0,
  coalesce(sent.quarantine,
      N'Quarantined: an agent delivered it after finished jobs of its age may have been forgotten, so it may have run before. Replay it if it should run.'),
  2, @fingerprint
from ({delivered}) sent
where (sent.quarantine is not null or sent.due_at < {before_window})
  and not exists (select 1 from {t}job job where job.id = sent.sent_id)
  and not exists (select 1 from {t}job_history history where history.id = sent.sent_id)
  and not exists (select 1 from {t}job_failed failed where failed.id = sent.sent_id);
