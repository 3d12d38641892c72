-- Since when the first job has waited at the gate of a key; null if none waits. Reads the first of each priority by the index.
(
    select min(ahead.due_at)
    from (values (1), (2), (3), (4), (5)) urgency (priority)
    cross apply (
      select top (1) gated.due_at from {t}job_gate gated
      where gated.gate = used.name and gated.priority = urgency.priority
      order by gated.due_at, gated.seq) ahead)
