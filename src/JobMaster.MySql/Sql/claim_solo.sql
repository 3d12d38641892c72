-- Claims for a live session the first due job that must run alone, in the order of the queues, then by due time and insertion.
-- The join reads in exactly this order, so that it locks only the first free job; sorting would lock them all.
select job.seq
from ({given_queues}) queue
straight_join {t}job job force index (job_claim)
  on job.state = 3 and job.lane = queue.lane and job.priority = queue.priority and job.due_at <= {now}
where job.definition_id {not_excluded}
  and {readable}
  and exists (select 1 from {t}session where id = @session)
limit 1
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
