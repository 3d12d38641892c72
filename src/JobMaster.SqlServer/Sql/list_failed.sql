-- Lists failed jobs without payload; conditions and order are added from the fragments.
select
  {final_row}, null, fingerprint
from {t}job_failed
where 1 = 1
