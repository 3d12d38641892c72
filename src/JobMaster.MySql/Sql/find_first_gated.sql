-- Finds the first job of each priority at each gate, by due time and insertion.
select
  (select job_id from {t}job_gate force index (job_gate_order) where gate = named.name and priority = 5 order by due_at, seq limit 1),
  (select job_id from {t}job_gate force index (job_gate_order) where gate = named.name and priority = 4 order by due_at, seq limit 1),
  (select job_id from {t}job_gate force index (job_gate_order) where gate = named.name and priority = 3 order by due_at, seq limit 1),
  (select job_id from {t}job_gate force index (job_gate_order) where gate = named.name and priority = 2 order by due_at, seq limit 1),
  (select job_id from {t}job_gate force index (job_gate_order) where gate = named.name and priority = 1 order by due_at, seq limit 1)
from ({names}) named;
