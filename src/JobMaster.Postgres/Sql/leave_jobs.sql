-- Moves live jobs to history or the failed jobs: those that run, or those that do not, if their claim number is still the sent one. The
-- plan must not depend on statistics, because just after a queue was emptied all plans look alike to the planner. So jobs are looked up by
-- id ("+ 0" keeps the planner off the index of running jobs, which keeps the entries of ended jobs until no transaction can see them),
-- their claims in a hash, and a full join is never a nested loop.
with leaving as materialized (
  {leaving}),
gone as (
  delete from {t}job
  where id = any (array(select left_id from leaving)) and (state + 0 = 2) = @running
    and ((id, claim_no) in (select left_id, left_claim from leaving where if_asked = 0)
      or (cancel_requested and (id, claim_no) in (select left_id, left_claim from leaving where if_asked = 1)))
  returning *)
insert into {final} ({final_columns})
select {final_values}
from gone
full join leaving on left_id = id and left_claim = claim_no
where case when id is null then false else true end
returning id, claim_no, limits;
