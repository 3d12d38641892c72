-- Adds delivered jobs to the failed jobs if they carry a reason not to run, or were pushed before a window, and are not stored yet. Returns
-- which.
insert into {t}job_failed (
  id, claim_no, created_at, scheduled_at, due_at, {given_columns}, state, finalized_at, failures, lost_count, error, last_result,
      fingerprint)
select
  sent_id, 0, due_at, due_at, due_at, {given_columns}, 5, {now}, 0, 0,
  coalesce(quarantine,
      'Quarantined: an agent delivered it after finished jobs of its age may have been forgotten, so it may have run before. Replay it if it should run.'),
  2, @fingerprint
from ({delivered}) sent
where (quarantine is not null or due_at < {before_window})
  and not exists (select 1 from {t}job job where job.id = sent_id)
  and not exists (select 1 from {t}job_history history where history.id = sent_id {since_sent})
on conflict (id) do nothing
returning id;
