-- Claims up to a limit of the jobs of one queue that are due, or will be within a while, for a live session, by due time, then insertion, passing
-- over those that are locked. It starts behind a place up to which the queue is known to be empty. They come back in no order.
with picked as materialized (
  select ctid as place
  from {t}job
  where state = 0 and lane = @lane and priority = @priority and due_at <= coalesce(@now, statement_timestamp()) + @ahead * interval '1 microsecond'
    and (due_at, seq) > (@after_due_at, @after_seq)
    and lost_count < @lost_below
    and definition_id <> all (@excluded)
    and (unread_by is null or strpos(unread_by, @reader) = 0)
  order by due_at, seq
  limit @limit
  for update skip locked)
update {t}job job set
  state = 2, claim_no = job.claim_no + 1, session_id = @session, attempted_at = coalesce(@now, statement_timestamp()),
  duration = null, progress = null, progress_text = null
where job.ctid = any (array(select place from picked))
  and exists (select 1 from {t}session where id = @session)
returning
  job.id, job.definition_id, job.lane, job.priority, 3, job.created_at, job.scheduled_at, job.due_at, job.timeout, job.max_retries,
  job.failures, job.lost_count, job.claim_no, job.session_id, job.attempted_at, null, job.duration, job.expires_at,
  coalesce(job.expires_at < job.attempted_at, false)::integer, job.cancel_requested::integer, job.parked_reason,
  job.trigger_source, job.recurring_schedule_id, job.tenant, job.idempotency_key, job.trace_parent, job.error, job.progress,
  job.progress_text, job.metadata, null, job.payload, job.seq;
