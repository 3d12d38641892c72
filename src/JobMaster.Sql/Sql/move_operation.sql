-- Records the progress that one transaction made with an operation.
update {t}operation set
  state = @state, worked_at = {now}, ended_at = case when @is_over then {now} else ended_at end, is_scanned = @is_scanned,
  cursor_id = @cursor, counted_id = @counted, matched = @matched, is_capped = @is_capped,
  stage = @stage, next_at = {next_turn}, note = @note,
  changed = changed + @changed, unchanged = unchanged + @unchanged, running = running + @running, on_agent = on_agent + @on_agent,
  gone = gone + @gone, key_held = key_held + @key_held, unreadable = unreadable + @unreadable
where id = @id;
