-- Stores a placeholder (reason 3) for a job that an agent still holds, unless its id is live; returns the id if so.
insert into {t}job (id, definition_id, lane, priority, state, parked_reason, created_at, scheduled_at, due_at, timeout, max_retries,
    trigger_source)
values (@id, @unseen, @unseen, 3, 1, 3, {now}, @due_at, @due_at, 1, 0, 1)
on conflict (id) do nothing
returning id;
