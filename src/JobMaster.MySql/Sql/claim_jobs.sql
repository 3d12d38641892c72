-- Claims for a live session up to a limit of the jobs of one queue that are due, or will be within a while, by due time, then insertion;
-- skips those that are locked. Returns them in no order.
select seq
from {t}job force index (job_claim)
where state = 0 and lane = @lane and priority = @priority and {due}
  and lost_count < @lost_below
  and definition_id {not_excluded}
  and {readable}
  and exists (select 1 from {t}session where id = @session)
order by due_at, seq
limit @limit
for update skip locked;
-- then read
update {t}job set
  state = 2, claim_no = claim_no + 1, session_id = @session, attempted_at = {now},
  duration = null, progress = null, progress_text = null
where seq in (@picked);
select
  {claimed_row}
from {t}job
where seq in (@picked);
