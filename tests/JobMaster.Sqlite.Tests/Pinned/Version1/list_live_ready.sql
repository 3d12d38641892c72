-- Fragment: only live jobs that are due and not running.
and state <> 2 and due_at <= coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000)
