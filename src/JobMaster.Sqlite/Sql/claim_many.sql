-- Claims for a live session jobs that are due, or will be within a while, from queues in their order. Takes up to a limit in total and per
-- queue, by due time, then insertion. Returns them in no order. For the sums in the limits see claim_jobs.
update {t}job set
  state = 2, claim_no = claim_no + 1, session_id = @session,
  attempted_at = {now},
  duration = null, progress = null, progress_text = null
where seq in (
    select job.seq
    from json_each(@queues) queue
    cross join {t}job job
    where job.seq in (
      select waiting.seq from {t}job waiting
      where waiting.state = 0 and waiting.lane = queue.value ->> 'lane' and waiting.priority = queue.value ->> 'priority'
        and {due}
        and lost_count < @lost_below
        and definition_id not in (select value from json_each(@excluded))
        and {readable}
      order by waiting.due_at, waiting.seq
      limit @each + 0)
    order by queue.key, job.due_at, job.seq
    limit @limit + 0)
  and exists (select 1 from {t}session where id = @session)
returning
  {claimed_row};
