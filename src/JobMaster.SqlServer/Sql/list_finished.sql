-- Lists finished jobs without payload; conditions and order are added from the fragments.
select
  {final_row}, null, fingerprint
from {t}job_history
where 1 = 1
