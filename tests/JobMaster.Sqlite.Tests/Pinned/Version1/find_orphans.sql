-- Finds running jobs whose session is gone, and what each is to become: 6 cancelled (asked to stop or expired), 5 failed (lost too often), 2 waiting.
select
  id, definition_id, lane, priority,
  case
    when cancel_requested = 1 then 6
    when expires_at < coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000) then 6
    when lost_count + 1 >= $max_losses then 5
    else 2
  end
from {t}job job
where state = 2 and not exists (select 1 from {t}session session where session.id = job.session_id)
limit $limit;
