-- Fragment: only live jobs that are due and neither run nor wait under a limit.
and state <> 2 and state <> 7 and due_at <= {now}
