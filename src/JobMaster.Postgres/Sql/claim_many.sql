-- Claims for a live session jobs that are due, or will be within a while, from queues in their order: up to a limit in total and per queue,
-- by due time, then insertion; skips those that are locked. Each queue has a place up to which it is known to be empty. Returns them in no
-- order.
with picked as materialized (
  select job.place
  from json_array_elements(@queues) with ordinality queue (value, turn)
  cross join lateral (
    select ctid as place
    from {t}job
    where state = 0 and lane = queue.value ->> 'lane' and priority = (queue.value ->> 'priority')::smallint and {due}
      and (due_at, seq) > ((queue.value ->> 'after_due_at')::timestamptz, (queue.value ->> 'after_seq')::bigint)
      and lost_count < @lost_below
      and definition_id <> all (@excluded)
      and {readable}
    order by due_at, seq
    limit @each
    for update skip locked) job
  limit @limit)
update {t}job job set
  state = 2, claim_no = job.claim_no + 1, session_id = @session, attempted_at = {now},
  duration = null, progress = null, progress_text = null
where job.ctid = any (array(select place from picked))
  and exists (select 1 from {t}session where id = @session)
returning
  {claimed_row};
