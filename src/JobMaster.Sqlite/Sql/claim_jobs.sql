-- Claims for a live session up to a limit of the jobs of one queue that are due, or will be within a while, by due time, then insertion.
-- Returns them in no order. The limit is a sum because SQLite prepares a statement again for each value of a parameter that is the whole
-- limit.
update {t}job set
  state = 2, claim_no = claim_no + 1, session_id = @session,
  attempted_at = {now},
  duration = null, progress = null, progress_text = null
where seq in (
    select seq from {t}job
    where state = 0 and lane = @lane and priority = @priority
      and {due}
      and lost_count < @lost_below
      and definition_id not in (select value from json_each(@excluded))
      and {readable}
    order by due_at, seq
    limit @limit + 0)
  and exists (select 1 from {t}session where id = @session)
returning
  {claimed_row};
