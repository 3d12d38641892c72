-- Lists live jobs without payload; conditions and order are added from the fragments.
select
  {live_row}, null, null
from {t}job
where 1 = 1
