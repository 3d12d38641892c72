-- Stores a parked placeholder (reason 3) for a job that an agent will deliver, unless its id is live; returns it if it was stored.
insert into {t}job (
  id, definition_id, lane, priority, state, parked_reason, created_at, scheduled_at, due_at, timeout, max_retries, trigger_source, entry)
values (@id, @unseen, @unseen, 3, 1, 3, {now}, @due_at, @due_at, 1, 0, 1, @token)
on duplicate key update seq = seq;
select id from {t}job where id = @id and entry = @token;
