-- Copies live jobs to history or the failed jobs: those that run, or those that do not, if their claim number is still the sent one.
with leaving as materialized (
  {leaving})
insert into {final} ({final_columns})
select {final_values}
from leaving
cross join {t}job on id = left_id and claim_no = left_claim and (state = 2) = @running
where if_asked = 0 or cancel_requested = 1
returning id, claim_no, limits;
