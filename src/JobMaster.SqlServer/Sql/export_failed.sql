-- Lists failed jobs with payload; conditions and order are added from the fragments.
select
  {final_row}, payload, fingerprint
from {t}job_failed
where 1 = 1
