-- Adds delivered jobs that must not run to the failed jobs, unless they are stored already; returns which.
insert into {t}job_failed (
  id, claim_no, created_at, scheduled_at, due_at, {given_columns}, state, finalized_at, failures, lost_count, error, last_result,
      fingerprint,
  entry)
select
  sent.sent_id, 0, sent.due_at, sent.due_at, sent.due_at, {given_columns}, 5, {now}, 0, 0,
  coalesce(quarantine,
      'Quarantined: an agent delivered it after finished jobs of its age may have been forgotten, so it may have run before. Replay it if it should run.'),
  2, @fingerprint,
  @token
from ({delivered}) sent
where (sent.quarantine is not null or sent.due_at < {before_window})
  and not exists (select 1 from {t}job job where job.id = sent.sent_id)
  and not exists (select 1 from {t}job_history history where history.id = sent.sent_id)
on duplicate key update {t}job_failed.state = {t}job_failed.state;
select failed.id
from ({delivered}) sent
straight_join {t}job_failed failed force index (primary) on failed.id = sent.sent_id
where failed.entry = @token;
