-- Moves failed jobs back to the live ones, due now. Resets failures and losses, keeps the claim number. Returns which.
with gone as (
  delete from {t}job_failed where id {in_ids}
  returning *)
insert into {t}job ({carried_columns}, state, failures, lost_count, duration, error, progress, progress_text)
select {replayed_values}
from gone
order by id
returning id, lane, priority, due_at, limits;
