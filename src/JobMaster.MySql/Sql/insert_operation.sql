-- Stores an operation unless it is stored already; returns it if it was new.
insert into {t}operation (
  id, state, spec, who, host, source, reason, created_at, worked_at, matched, is_capped, is_scanned, changed, unchanged, running, on_agent,
      gone,
  key_held, unreadable, stage, counted_id, entry)
values (
  @id, 1, @spec, @who, @host, @source, @reason, {now}, {now}, @matched, @is_capped, @is_scanned, 0, 0, 0, 0, 0, 0, 0, @stage, @counted,
  @token)
on duplicate key update matched = matched;
select id from {t}operation where id = @id and entry = @token;
