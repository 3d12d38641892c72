-- Makes one new job of trigger source 1, a call for it alone, live without the columns that most jobs leave empty, unless its id is live.
-- Each bound value costs time.
insert into {t}job (
  id, created_at, scheduled_at, due_at, definition_id, lane, priority, timeout, max_retries, trigger_source, trace_parent, scheduled_by,
  payload)
values (
  @id, @created_at, @due_at, @due_at, @definition_id, @lane, @priority, @timeout, @max_retries, 1, @trace_parent, @scheduled_by,
  @payload)
on conflict (id) do nothing;
