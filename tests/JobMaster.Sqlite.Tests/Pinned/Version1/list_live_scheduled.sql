-- Fragment: only live jobs due later.
and state <> 2 and due_at > coalesce($now, cast(unixepoch('subsec') * 1000 as integer) * 1000)
