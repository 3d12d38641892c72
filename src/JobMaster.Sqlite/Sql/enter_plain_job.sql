-- Makes one new job live that has none of the columns most jobs lack, unless its id is live already: each value that is bound costs.
insert into {t}job
  (id, created_at, scheduled_at, due_at, definition_id, lane, priority, timeout, max_retries, trigger_source, trace_parent, payload)
values (
  @id, @created_at, @due_at, @due_at, @definition_id, @lane, @priority, @timeout, @max_retries, @trigger_source, @trace_parent, @payload)
on conflict (id) do nothing;
