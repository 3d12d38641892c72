-- Fragment: only live jobs due later.
and state <> 2 and due_at > {now}
