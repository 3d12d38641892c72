-- Since when the first job has waited at the gate of a key; null if none waits. Reads the first of each priority by the index.
nullif(
    least(
      coalesce((
        select gated.due_at from {t}job_gate gated force index (job_gate_order)
        where gated.gate = used.name and gated.priority = 5 order by gated.due_at limit 1), {last_time}),
      coalesce((
        select gated.due_at from {t}job_gate gated force index (job_gate_order)
        where gated.gate = used.name and gated.priority = 4 order by gated.due_at limit 1), {last_time}),
      coalesce((
        select gated.due_at from {t}job_gate gated force index (job_gate_order)
        where gated.gate = used.name and gated.priority = 3 order by gated.due_at limit 1), {last_time}),
      coalesce((
        select gated.due_at from {t}job_gate gated force index (job_gate_order)
        where gated.gate = used.name and gated.priority = 2 order by gated.due_at limit 1), {last_time}),
      coalesce((
        select gated.due_at from {t}job_gate gated force index (job_gate_order)
        where gated.gate = used.name and gated.priority = 1 order by gated.due_at limit 1), {last_time})),
    {last_time})
