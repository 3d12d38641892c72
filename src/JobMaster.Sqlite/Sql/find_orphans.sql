-- Finds running jobs whose session is gone, and returns what each becomes and why. 6: cancelled (asked to stop or expired). 5: failed (lost
-- too often). 2: waiting.
select {orphan_row}
from {t}job job
where state = 2 and not exists (select 1 from {t}session session where session.id = job.session_id)
limit @limit;
