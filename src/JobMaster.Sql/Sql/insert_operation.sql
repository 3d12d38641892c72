-- Stores an operation as running, unless it is stored already; returns its id if it was new.
insert into {t}operation (
  id, state, spec, who, host, source, reason, created_at, worked_at, matched, is_capped, is_scanned, changed, unchanged, running, on_agent,
      gone, key_held, unreadable, stage, counted_id)
values (
  @id, 1, @spec, @who, @host, @source, @reason, {now}, {now}, @matched, @is_capped, @is_scanned, 0, 0, 0, 0, 0, 0, 0, @stage, @counted)
on conflict (id) do nothing
returning id;
