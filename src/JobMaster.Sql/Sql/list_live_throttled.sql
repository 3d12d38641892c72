-- Fragment: only live jobs that are due and wait under a limit.
and state = 7 and due_at <= {now}
