-- Finds and locks running jobs whose session is gone, passing over those that are locked, and says what each is to become:
-- 6 cancelled (asked to stop or expired), 5 failed (lost too often), 2 waiting.
select
  id, definition_id, lane, priority,
  case
    when cancel_requested then 6
    when expires_at < coalesce(@now, statement_timestamp()) then 6
    when lost_count + 1 >= @max_losses then 5
    else 2
  end
from {t}job job
where state = 2 and not exists (select 1 from {t}session session where session.id = job.session_id)
limit @limit
for update skip locked;
