-- Since when the first job has waited at the gate of a key; null if none waits.
(select min(gated.due_at) from {t}job_gate gated where gated.gate = used.name)
