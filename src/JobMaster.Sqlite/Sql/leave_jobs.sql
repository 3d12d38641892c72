-- Copies jobs from the live ones to history or the failed jobs: those that
-- run, or those that do not, whose claim number is still the one sent.
with leaving as materialized (
  {leaving})
insert into {final} ({final_columns})
select {final_values}
from leaving
cross join {t}job on id = left_id and claim_no = left_claim and (state = 2) = @running
where if_asked = 0 or cancel_requested = 1
returning id, claim_no, limits;
