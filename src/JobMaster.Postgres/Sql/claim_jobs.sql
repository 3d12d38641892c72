-- Claims for a live session up to a limit of the jobs of one queue that are due, or will be within a while, by due time, then insertion;
-- skips those that are locked. It starts after the place up to which the queue is known to be empty. Returns them in no order.
with picked as materialized (
  select ctid as place
  from {t}job
  where state = 0 and lane = @lane and priority = @priority and {due}
    and (due_at, seq) > (@after_due_at, @after_seq)
    and lost_count < @lost_below
    and definition_id <> all (@excluded)
    and {readable}
  order by due_at, seq
  limit @limit
  for update skip locked)
update {t}job job set
  state = 2, claim_no = job.claim_no + 1, session_id = @session, attempted_at = {now},
  duration = null, progress = null, progress_text = null
where job.ctid = any (array(select place from picked))
  and exists (select 1 from {t}session where id = @session)
returning
  {claimed_row};
