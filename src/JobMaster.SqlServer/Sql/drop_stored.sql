-- Deletes, of the jobs just inserted, those that are stored as finished or failed already; returns which.
delete job
output deleted.id
from {t}job job
where job.id {in_ids}
  and (
    exists (select 1 from {t}job_history history where history.id = job.id)
    or exists (select 1 from {t}job_failed failed where failed.id = job.id));
