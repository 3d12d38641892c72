-- Claims for a live session the first due job that must run alone, in the order of the queues, then by due time and insertion.
update {t}job set
  state = 2, claim_no = claim_no + 1, session_id = @session,
  attempted_at = {now},
  duration = null, progress = null, progress_text = null
where seq = (
    select job.seq
    from json_each(@queues) queue
    cross join {t}job job
    where job.state = 3 and job.lane = queue.value ->> 'lane' and job.priority = queue.value ->> 'priority'
      and job.due_at <= {now}
      and job.definition_id not in (select value from json_each(@excluded))
      and {readable}
    order by queue.key, job.due_at, job.seq
    limit 1)
  and exists (select 1 from {t}session where id = @session)
returning
  {claimed_row};
