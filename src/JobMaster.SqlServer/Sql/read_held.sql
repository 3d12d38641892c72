-- Reads a live job that this transaction holds, as it stands now, whichever snapshot the transaction has.
select
  {live_row}, payload, null
from {t}job {held} where id = @id;
