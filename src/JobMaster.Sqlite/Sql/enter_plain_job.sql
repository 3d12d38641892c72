-- Makes one new job live without the columns that most jobs leave empty, unless its id is live already. Each bound value costs time.
insert into {t}job (
  id, created_at, scheduled_at, due_at, definition_id, lane, priority, timeout, max_retries, trigger_source, trace_parent, scheduled_by,
  payload)
values (
  @id, @created_at, @due_at, @due_at, @definition_id, @lane, @priority, @timeout, @max_retries, @trigger_source, @trace_parent,
  @scheduled_by, @payload)
on conflict (id) do nothing;
