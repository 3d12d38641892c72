-- An operation as OperationRow reads it.
id, cast(state as {integer}), spec, who, host, source, reason, created_at, worked_at, ended_at, matched, cast(is_capped as {integer}),
  cast(is_scanned as {integer}), cursor_id, changed, unchanged, running, on_agent, gone,
  (select count(*) from {t}operation_job waiting where waiting.operation_id = operation.id),
  cast(stage as {integer}), note, key_held, unreadable, counted_id
