-- Copies failed jobs back to the live ones, due now. Resets failures and losses, keeps the claim number. Returns which.
insert into {t}job ({carried_columns}, state, failures, lost_count, duration, error, progress, progress_text)
select {replayed_values}
from {t}job_failed
where id {in_ids}
order by id
returning id, lane, priority, due_at, limits;
