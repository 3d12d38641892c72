-- Claims for a live session the first due job that must run alone, in the order of the queues, then by due time and insertion.
with picked as materialized (
  select job.ctid as place
  from json_array_elements(@queues) with ordinality queue (value, turn)
  cross join lateral (
    select ctid, due_at, seq from {t}job
    where state = 3 and lane = queue.value ->> 'lane' and priority = (queue.value ->> 'priority')::integer
      and due_at <= {now}
      and definition_id <> all (array(select json_array_elements_text(@excluded)))
      and {readable}
    order by due_at, seq
    limit 1
    for update skip locked) job
  order by queue.turn, job.due_at, job.seq
  limit 1)
update {t}job job set
  state = 2, claim_no = job.claim_no + 1, session_id = @session, attempted_at = {now},
  duration = null, progress = null, progress_text = null
where job.ctid = any (array(select place from picked))
  and exists (select 1 from {t}session where id = @session)
returning
  {claimed_row};
