-- Reads the current state of a live job that this transaction holds, whichever snapshot the transaction has.
select
  {live_row}, payload, null
from {t}job where id = @id
{for_update};
