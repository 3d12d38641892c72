-- Fragment: only live jobs that are due and not running.
and state <> 2 and due_at <= {now}
