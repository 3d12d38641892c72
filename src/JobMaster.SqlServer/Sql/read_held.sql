-- Reads the current state of a live job that this transaction holds, whichever snapshot the transaction has.
select
  {live_row}, payload, null
from {t}job {held} where id = @id;
