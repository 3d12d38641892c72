-- Reads one job wherever it is, in one snapshot, so that a job on the move is never missed.
select
  {live_row}, payload, null
from {t}job where id = @id
union all
select
  {final_row}, payload, fingerprint
from {t}job_failed where id = @id
union all
select
  {final_row}, payload, fingerprint
from {t}job_history where id = @id {since_id};
